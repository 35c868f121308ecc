import grpc from "@grpc/grpc-js";
import anyPb from "google-protobuf/google/protobuf/any_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";

import { toStruct } from "./values.ts";
import type { PropertyMap } from "./values.ts";

/**
 * The object was created or changed but did not become ready. The engine keeps it in the state with the reasons, and
 * the next `up` tries again, so nothing that exists is ever lost from the state.
 */
export class NotReadyError extends Error {
  override readonly name = "NotReadyError";
  readonly id: string;
  readonly outputs: PropertyMap;
  readonly inputs: PropertyMap;
  readonly reasons: readonly string[];

  constructor(id: string, outputs: PropertyMap, inputs: PropertyMap, reasons: readonly string[]) {
    super(reasons.join("; "));
    this.id = id;
    this.outputs = outputs;
    this.inputs = inputs;
    this.reasons = reasons;
  }
}

/** The error as gRPC carries it; a {@link NotReadyError} takes the live object along in the status details. */
export function toServiceError(error: unknown): Partial<grpc.StatusObject> {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof NotReadyError)) return { code: grpc.status.UNKNOWN, details: message };
  const failure = new providerPb.ErrorResourceInitFailed();
  failure.setId(error.id);
  failure.setProperties(toStruct(error.outputs));
  failure.setInputs(toStruct(error.inputs));
  failure.setReasonsList([...error.reasons]);
  const detail = new anyPb.Any();
  detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusPb.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(detail);
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}
