/**
 * The types of ws, as far as those of @kubernetes/client-node name them: it does not bring them along, and
 * nothing here opens a WebSocket.
 */
declare module "ws" {
  interface Socket {
    readonly readyState: number;
  }
  export type WebSocket = Socket;
  export type ClientOptions = Readonly<Record<string, unknown>>;
}
