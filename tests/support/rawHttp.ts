import { connect } from "node:net";

/**
 * Sends bytes as they are, and reads until the other side closes or is silent.
 *
 * @param patience milliseconds of silence after which nothing more is waited for
 * @returns the status of each answer, in order; none where the connection was closed without one
 */
export async function sendRaw(port: number, bytes: Buffer, patience: number): Promise<number[]> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  await new Promise<void>((done) => {
    socket.setTimeout(patience, done);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.once("close", () => {
      done();
    });
    // It closes on what it will not read: what it said before counts.
    socket.once("error", () => {
      done();
    });
    socket.write(bytes);
  });
  socket.destroy();
  const text = Buffer.concat(chunks).toString("latin1");
  return [...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status));
}
