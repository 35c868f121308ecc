import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import type * as Messages from "@pulumi/pulumi/proto/provider_pb.js";

import type { Autonaming, Change, CheckFailure, Difference } from "./provider.ts";

const { Kind } = pb.PropertyDiff;
const kinds = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;

/** The answer to Check: inputs to keep, or the reasons for refusing them. */
export function checkResponse(
  inputs: Struct | undefined,
  failures: readonly CheckFailure[],
): Messages.CheckResponse {
  const response = new pb.CheckResponse();
  response.setInputs(inputs);
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new pb.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

/** The answer to Diff, with every leaf, so that the preview shows where and not only that something changes. */
export function diffResponse(difference: Difference): Messages.DiffResponse {
  const response = new pb.DiffResponse();
  const { changes } = difference;
  response.setChanges(
    changes.length === 0
      ? pb.DiffResponse.DiffChanges.DIFF_NONE
      : pb.DiffResponse.DiffChanges.DIFF_SOME,
  );
  response.setDeletebeforereplace(difference.deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  response.setDiffsList([...new Set(changes.map(topLevel))]);
  response.setReplacesList([...new Set(changes.filter((c) => c.replaces).map(topLevel))]);
  const detailed = response.getDetaileddiffMap();
  for (const { path, kind, replaces } of changes) {
    const entry = new pb.PropertyDiff();
    entry.setKind(kinds[kind][replaces ? 1 : 0]);
    entry.setInputdiff(true);
    detailed.set(path, entry);
  }
  return response;
}

function topLevel(change: Change): string {
  return /^[^.[]+/.exec(change.path)?.[0] ?? change.path;
}

/** What the engine proposes as a name, where it proposes one. */
export function parseAutonaming(
  options: Messages.CheckRequest.AutonamingOptions | undefined,
): Autonaming | undefined {
  if (options === undefined) return undefined;
  const { Mode } = pb.CheckRequest.AutonamingOptions;
  const mode = options.getMode();
  return {
    proposed: options.getProposedName(),
    mode: mode === Mode.ENFORCE ? "enforce" : mode === Mode.DISABLE ? "disable" : "propose",
  };
}
