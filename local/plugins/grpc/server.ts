import grpc from "@grpc/grpc-js";

import { toServiceError } from "./errors.ts";

// A stack's program can register objects of many megabytes (genesis files); the engine itself allows 400 MB.
const maxMessageBytes = 400 * 1024 * 1024;
const parentCheckMs = 1000;

/** A gRPC method that takes one message and answers with one. */
export function unary<Request, Response>(
  handle: (request: Request) => Promise<Response> | Response,
): grpc.handleUnaryCall<Request, Response> {
  return (call, respond) => {
    // The wrapper turns a synchronous throw into a rejection, so that both kinds end as one gRPC error.
    Promise.resolve(call.request)
      .then(handle)
      .then(
        (response) => {
          respond(null, response);
        },
        (error: unknown) => {
          respond(toServiceError(error));
        },
      );
  };
}

/**
 * Serves the methods on a free loopback port and prints the port as the first line of standard output, which is how
 * the engine learns it. Methods that are left out answer UNIMPLEMENTED. The engine ends the process when it is done.
 */
export async function serve(
  definition: grpc.ServiceDefinition,
  methods: grpc.UntypedServiceImplementation,
): Promise<void> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
  });
  server.addService(definition, methods);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  process.stdout.write(`${port}\n`);
  exitWithEngine();
}

/** An engine that is killed cannot end its plugins, and they would wait for it for ever. */
function exitWithEngine(): void {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(1);
  }, parentCheckMs);
}
