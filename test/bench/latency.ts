import type { LatencyLine, LatencyPoint } from "./latency-plot.ts";
import type { Reviews } from "./reviews.ts";
import { send, startLoader } from "./rows.ts";
import { type Program, startVmgate } from "./servers.ts";

/** Users of which each sends its next review as soon as it has the answer, through a connection of its own. */
const users = [10, 50, 200, 500];

const ms = 2000;
/** Until all rules are compiled. */
const warmUpMs = 3000;
/** More user data than a server keeps. */
const variantCount = 600;

/** How long a review takes, by how many users there are: mutations and validations in turn, other user data each time. */
export async function latency(
  folder: string,
  program: Program,
  reviews: Reviews,
): Promise<readonly LatencyLine[]> {
  const requests = reviews.variants(variantCount).flatMap(({ mutate, validate }) => [
    { path: "/mutate", body: mutate },
    { path: "/validate", body: validate },
  ]);
  const servers = [await startVmgate(folder, program), await startVmgate(folder, program)];
  const loader = startLoader();
  try {
    const all = servers.map(({ port }) => port);
    await send(loader, { ports: all, requests, connections: 16, ms: warmUpMs });
    const lines: LatencyLine[] = [];
    for (const ports of [all.slice(0, 1), all]) {
      const points: LatencyPoint[] = [];
      for (const connections of users) {
        const result = await send(loader, { ports, requests, connections, ms });
        points.push({ users: connections, ...result });
      }
      lines.push({ title: ports.length === 1 ? "one process" : "two processes", points });
    }
    return lines;
  } finally {
    loader.kill();
    for (const server of servers) server.stop();
  }
}
