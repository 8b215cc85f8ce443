/** Where to listen. Port 0 chooses a free one. */
export interface Address {
  /** A name or an IP address, without brackets; empty for all addresses of this host. */
  readonly host: string;
  readonly port: number;
}

const address = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[^\s:[\]]*)):(?<port>\d{1,5})$/;

/** Reads `host:port`, `[IPv6]:port`, or `:port` for all addresses; undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  const { v6, name = "", port } = address.exec(text)?.groups ?? {};
  if (port === undefined || Number(port) > 65535) return undefined;
  return { host: v6 ?? name, port: Number(port) };
}

/** An address as a person writes it. */
export function formatAddress({ host, port }: Address): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
