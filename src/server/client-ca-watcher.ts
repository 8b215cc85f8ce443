import { certificatesIn } from "../certs/chain.ts";
import { type ReadText, readText } from "../files/read-file.ts";
import { isEqual } from "../field/json.ts";
import type { ClientAuthority } from "./client-certificate.ts";
import { every } from "./every.ts";
import type { Log } from "./log.ts";

/** How often the file is read, in milliseconds. An authority is mounted long before the old one expires. */
const pollMs = 5000;

/**
 * Polls the file of the clients' authority and passes on every later one. Content counts once two readings in a row
 * are the same, so that a half-written file is never loaded; what is no certificate is logged once and changes nothing.
 * @param ca what the file had at the start
 * @returns a function that ends the watch
 */
export function watchClientCa(
  file: string,
  ca: string,
  take: (ca: string) => void,
  log: Log,
  intervalMs = pollMs,
): () => void {
  let handled: ReadText = { text: ca };
  let seen: ReadText = handled;
  return every({ soonMs: intervalMs, laterMs: intervalMs }, async () => {
    const read = await readText(file);
    const isSettled = isEqual(read, seen);
    seen = read;
    if (!isSettled || isEqual(read, handled)) return "later";
    handled = read;
    if ("text" in read && certificatesIn(read.text).length > 0) {
      take(read.text);
      log.info({ file }, "authority of the clients replaced");
    } else {
      const found = "reason" in read ? read.reason : "no certificate in PEM";
      log.warn({ file, found }, "authority of the clients is invalid; keeping the previous one");
    }
    return "later";
  });
}

/** Follows the authority that the flags name, if they name one. @returns a function that ends that */
export function followClients(
  clients: ClientAuthority | undefined,
  take: (ca: string) => void,
  log: Log,
): () => void {
  return clients === undefined ? () => undefined : watchClientCa(clients.file, clients.ca, take, log);
}
