import { createHash } from "node:crypto";
import { Field } from "../field/field.ts";
import type { VmEvent } from "../webhook/vm-event.ts";
import type { ApiAnswer, ApiClient, ApiMethod } from "./api-client.ts";
import { failureOf, reasonOf } from "./api-failure.ts";
import { objectName } from "./vm-client.ts";

/** What the recorder is made of. */
export interface EventRecorderDeps {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called with the reason if an event was not written. */
  readonly onFailure: (why: string) => void;
}

/** How long the same of a VM is not said again, in milliseconds: API servers keep events for an hour. */
const silenceMs = 60 * 60 * 1000;

/** How many VMs are remembered with what was said of them last, at most 3 KiB each. */
const remembered = 1000;

/** Most events in a minute, whoever causes them, and most that wait to be written. */
const mostPerMinute = 120;
const mostWaiting = 100;

/** How long the calls for one event may take together, in milliseconds. */
const timeoutMs = 5000;

/** Longest message of an event (core v1, Event), in characters. */
const longestMessage = 1024;

/** Longest name in Kubernetes, in characters; a caller may send one of a megabyte. */
const longestName = 253;

/**
 * Creates what writes events on VirtualMachines, in the background and one after another. The same is said again of
 * a VM only when it has changed, or when the last event has expired. What is too much is dropped: a start that is
 * denied comes again.
 */
export function createEventRecorder(api: ApiClient, deps: EventRecorderDeps): (event: VmEvent) => void {
  const memory = createMemory(deps.now);
  const waiting: VmEvent[] = [];
  let isWriting = false;
  const writeAll = async (): Promise<void> => {
    isWriting = true;
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      const time = new Date(deps.now()).toISOString();
      const failure = await write(api, event, time).catch((error: unknown) => {
        // The API server did not respond: what is denied again may be said again.
        memory.forget(event);
        return failureOf(error);
      });
      if (failure !== undefined) deps.onFailure(failure);
    }
    isWriting = false;
  };
  return (event) => {
    const { namespace, name, uid } = event;
    if (![namespace, name, uid].every((part) => part.length <= longestName && objectName.test(part))) return;
    if (waiting.length >= mostWaiting || !memory.isNews(event)) return;
    waiting.push(event);
    if (!isWriting) void writeAll();
  };
}

interface Memory {
  /** Whether an event says what was not said lately, and there are not too many; it is then remembered. */
  readonly isNews: (event: VmEvent) => boolean;
  readonly forget: (event: VmEvent) => void;
}

function createMemory(now: () => number): Memory {
  const said = new Map<string, { readonly text: string; readonly at: number }>();
  let minute = { start: -Infinity, count: 0 };
  const isWithinRate = (at: number): boolean => {
    if (at - minute.start >= 60_000) minute = { start: at, count: 0 };
    return minute.count++ < mostPerMinute;
  };
  return {
    isNews({ uid, reason, message }) {
      const at = now();
      const text = `${reason} ${message.slice(0, longestMessage)}`;
      const last = said.get(uid);
      if (last?.text === text && at - last.at < silenceMs) return false;
      if (!isWithinRate(at)) return false;
      said.delete(uid);
      said.set(uid, { text, at });
      const [oldest] = said.keys();
      if (said.size > remembered && oldest !== undefined) said.delete(oldest);
      return true;
    },
    forget({ uid }) {
      said.delete(uid);
    },
  };
}

/** Writes an event on a VM that exists with this uid, as far as vmgate may know; gives the reason where it could not. */
async function write(api: ApiClient, event: VmEvent, time: string): Promise<string | undefined> {
  const { namespace, name, uid } = event;
  const signal = AbortSignal.timeout(timeoutMs);
  const vmPath = ["apis", "kubevirt.io", "v1", "namespaces", namespace, "virtualmachines", name];
  const vm = await api.request("GET", vmPath, signal);
  const isOther = vm.status === 200 && Field.root(vm.body).at("metadata", "uid").value !== uid;
  if (vm.status === 404 || isOther) return undefined;
  const events = ["api", "v1", "namespaces", namespace, "events"];
  const body = manifest(event, time);
  const created = await api.request("POST", events, signal, body);
  if (created.status !== 409) return denialOf(created, "POST", [...events, ""]);
  // Said before, perhaps by another replica.
  const path = [...events, body.metadata.name];
  return denialOf(await api.request("PATCH", path, signal, { lastTimestamp: time }), "PATCH", path);
}

function denialOf(answer: ApiAnswer, method: ApiMethod, path: readonly string[]): string | undefined {
  return answer.status < 300 ? undefined : reasonOf(answer, method, path);
}

/** An event of the core group, named by what it says, so that it is written once. */
function manifest({ namespace, name, uid, reason, message }: VmEvent, time: string) {
  const text = message.slice(0, longestMessage);
  const hash = createHash("sha256").update(`${uid} ${reason} ${text}`).digest("hex").slice(0, 16);
  return {
    metadata: { namespace, name: `vmgate-${uid}.${hash}` },
    involvedObject: { apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", namespace, name, uid },
    type: "Warning",
    reason,
    message: text,
    source: { component: "vmgate" },
    reportingComponent: "vmgate",
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}
