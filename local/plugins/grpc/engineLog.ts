import grpc from "@grpc/grpc-js";
import engineServices from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";

/** How a line shows: progress is replaced by the next line of the same resource and not kept. */
export type LogLevel = "progress" | "info" | "warning";

/** Where lines for the user go. */
export interface EngineLog {
  /** Shows a line beside the resource. A line that cannot be delivered is dropped: a log must not fail an operation. */
  log(level: LogLevel, urn: string, message: string): void;
}

const severities = {
  progress: enginePb.LogSeverity.INFO,
  info: enginePb.LogSeverity.INFO,
  warning: enginePb.LogSeverity.WARNING,
};

/** The log of the engine at the address that it gave when it started the plugin. */
export function connectEngineLog(address: string): EngineLog {
  const client = new engineServices.EngineClient(address, grpc.credentials.createInsecure());
  return {
    log(level, urn, message) {
      const request = new enginePb.LogRequest();
      request.setSeverity(severities[level]);
      request.setUrn(urn);
      request.setMessage(message);
      request.setEphemeral(level === "progress");
      client.log(request, () => undefined);
    },
  };
}

/** A log that drops every line: before the engine has given its address. */
export const silentLog: EngineLog = { log: () => undefined };
