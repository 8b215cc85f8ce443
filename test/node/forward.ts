import { createServer, connect, type Socket } from "node:net";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Processes } from "../cluster/processes.ts";

/**
 * Leads what connects to a port of 127.0.0.1 here to the same port of 127.0.0.1 in the node, through a socket in
 * `folder`: no network joins the two.
 * @returns what ends it
 */
export async function forward(folder: string, port: number, processes: Processes): Promise<() => void> {
  await mkdir(join(folder, "sockets"), { recursive: true });
  const path = join(folder, "sockets", String(port));
  processes.start(`forward-${port}`, "socat", [`UNIX-LISTEN:${path},fork`, `TCP:127.0.0.1:${port}`]);
  const server = createServer((outside) => {
    pair(outside, connect(path));
  });
  await once(server.listen(port, "127.0.0.1"), "listening");
  return () => {
    server.close();
  };
}

function pair(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on("error", () => to.destroy()).on("close", () => to.destroy());
  }
}
