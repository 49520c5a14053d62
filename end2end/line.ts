// The line between a browser and the server: a plain HTTP proxy that can be cut and mended.
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export class Line {
  private whole = true;

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Line> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const line = new Line(server);
    server.on("request", (asked, answer) => {
      if (!line.whole) return void asked.socket.destroy();
      const { method, headers, url } = asked;
      const onward = request(url ?? "/", { method, headers }, (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.rawHeaders);
        answered.pipe(answer);
      });
      onward.on("error", () => answer.destroy());
      answer.on("close", () => onward.destroy());
      asked.pipe(onward);
    });
    return line;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends every connection, and takes no other until it is mended. */
  cut(): void {
    this.whole = false;
    this.server.closeAllConnections();
  }

  mend(): void {
    this.whole = true;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
