import { type Answer, answerRequest, type Door } from "../admission/answer.ts";
import type { BootCluster } from "../admission/boot-cluster.ts";
import { decodeReview } from "../admission/decode.ts";
import { type Needed, neededFor, neededSecret, theNeeded } from "../admission/start.ts";
import type { Boot } from "../cloud-init/boot.ts";
import type { Policy } from "../policy/policy.ts";

/** Answers the body of a call to one of the two webhooks; see answer. */
export type Answering = (door: Door, body: unknown, policy: Policy, now: number) => Answer | Promise<Answer>;

/**
 * The engine with a cluster at its side: at the few starts that need it, the VirtualMachine and its Secret
 * are read before, and the derived Secret is written before the answer is given. What can't be written is
 * answered as what can't be injected. All else is answered at once.
 * @param open gives the cluster for one start, with the deadline that begins then
 * @throws DecodeError when the body is no AdmissionReview.
 */
export function answerWith(open: () => BootCluster): Answering {
  return (door, body, policy, now) => {
    const request = decodeReview(body);
    const needed = door === "mutate" ? neededFor(request, policy) : undefined;
    if (needed === undefined) return answerRequest(door, request, policy, now);
    const answerTo = (boot: Boot): Answer => answerRequest(door, request, policy, now, boot);
    return answerStart(needed, open(), answerTo, request.isDryRun);
  };
}

async function answerStart(
  needed: Needed,
  cluster: BootCluster,
  answerTo: (boot: Boot) => Answer,
  isDryRun: boolean,
): Promise<Answer> {
  const boot = await read(needed, cluster);
  const answer = withTrouble(answerTo(boot), boot);
  if (answer.secret === undefined || isDryRun) return answer;
  const unwritten = await cluster.putDerivedSecret(answer.secret);
  if (unwritten === undefined) return answer;
  const failed = { ...boot, unwritten };
  return withTrouble(answerTo(failed), failed);
}

/** What is missing is its owner's business; what can't be read or written is the administrator's. */
function withTrouble(answer: Answer, { vm, userSecret, unwritten }: Boot): Answer {
  const unread = [vm, userSecret].find((read) => read?.kind === "unreadable");
  const trouble = unread?.kind === "unreadable" ? unread.why : unwritten;
  return trouble === undefined ? answer : { ...answer, trouble };
}

async function read(needed: Needed, cluster: BootCluster): Promise<Boot> {
  const vm = theNeeded(needed, await cluster.getVirtualMachine(needed.namespace, needed.name));
  const name = neededSecret(vm);
  return { vm, userSecret: name === undefined ? undefined : await cluster.getSecret(needed.namespace, name) };
}
