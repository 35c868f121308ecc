import { mapAt, mapsAt, numberAt, stringAt, textAt } from "../../grpc/values.ts";
import type { PropertyMap } from "../../grpc/values.ts";
import type { Lookup } from "./rules.ts";

/** How many pods and events are quoted; more say the same again. */
const quoted = 5;

/** Why an object is not ready, as the cluster itself tells it. */
export interface Diagnosis {
  /** One short line for a progress display, e.g. `pod node-0-geth-0: ContainerCreating`. */
  readonly summary: string;
  /** Every pod that is not ready and every recent warning. */
  readonly details: readonly string[];
}

/**
 * Looks at an object's pods and at the Warning events of both: a pod's status says only ContainerCreating where its
 * sandbox, volume or image fails, and pods that Pod Security refuses exist only as events of their owner.
 */
export async function diagnose(live: PropertyMap, lookup: Lookup): Promise<Diagnosis> {
  const metadata = mapAt(live, "metadata");
  const namespace = stringAt(metadata, "namespace");
  if (namespace === undefined) return { summary: "", details: [] };
  const labels = mapAt(mapAt(mapAt(live, "spec"), "selector"), "matchLabels");
  const selector = Object.keys(labels).map((key) => `${key}=${textAt(labels, key)}`);
  const pods =
    selector.length === 0
      ? []
      : mapsAt(
          (await lookup(`/api/v1/namespaces/${namespace}/pods`, {
            labelSelector: selector.join(","),
          })) ?? {},
          "items",
        );
  const unready = pods.map(describePod).filter((text) => text !== undefined);
  const uids = [metadata, ...pods.map((pod) => mapAt(pod, "metadata"))]
    .map((object) => stringAt(object, "uid"))
    .filter((uid) => uid !== undefined)
    .slice(0, quoted);
  const warnings = (
    await Promise.all(uids.map((uid) => readWarnings(namespace, uid, lookup)))
  ).flat();
  const stuck = stuckOnOldRevision(live, pods);
  const details = [...unready.slice(0, quoted), ...warnings.slice(-quoted), ...stuck];
  return { summary: unready[0] ?? warnings.at(-1) ?? "", details };
}

/** What keeps a pod from being ready, or undefined where it is ready. */
export function describePod(pod: PropertyMap): string | undefined {
  const status = mapAt(pod, "status");
  const conditions = mapsAt(status, "conditions");
  if (conditions.some((c) => c["type"] === "Ready" && c["status"] === "True")) return undefined;
  const problems = [
    ...mapsAt(status, "initContainerStatuses"),
    ...mapsAt(status, "containerStatuses"),
  ].flatMap(describeContainer);
  const unscheduled = conditions.find(
    (c) => c["type"] === "PodScheduled" && c["status"] === "False",
  );
  if (unscheduled) problems.push(stringAt(unscheduled, "message") ?? "not scheduled");
  const name = stringAt(mapAt(pod, "metadata"), "name") ?? "";
  const phase = stringAt(status, "phase") ?? "Pending";
  return `pod ${name}: ${problems.length > 0 ? problems.join(", ") : phase}`;
}

function describeContainer(container: PropertyMap): string[] {
  const name = stringAt(container, "name") ?? "";
  const state = mapAt(container, "state");
  const held = mapAt(state, "waiting");
  const ended = mapAt(state, "terminated");
  const last = mapAt(mapAt(container, "lastState"), "terminated");
  const reason = stringAt(held, "reason");
  if (reason !== undefined) {
    const before = last["exitCode"] === undefined ? "" : `, last ended with ${endOf(last)}`;
    const message = stringAt(held, "message");
    return [`${name} ${reason}${message === undefined ? "" : ` (${message})`}${before}`];
  }
  if (numberAt(ended, "exitCode") !== undefined) {
    if (ended["exitCode"] === 0) return [];
    // What the program left for Kubernetes to show, such as why a job failed.
    const message = stringAt(ended, "message")?.trim() ?? "";
    return [`${name} ended with ${endOf(ended)}${message === "" ? "" : `: ${message}`}`];
  }
  return container["ready"] === true ? [] : [`${name} running, not ready`];
}

function endOf(terminated: PropertyMap): string {
  const reason = stringAt(terminated, "reason");
  const code = String(numberAt(terminated, "exitCode") ?? "?");
  return reason === undefined || reason === "Error"
    ? `exit code ${code}`
    : `${reason}, exit code ${code}`;
}

async function readWarnings(namespace: string, uid: string, lookup: Lookup): Promise<string[]> {
  const events = await lookup(`/api/v1/namespaces/${namespace}/events`, {
    fieldSelector: `involvedObject.uid=${uid},type=Warning`,
  });
  return mapsAt(events ?? {}, "items").map((event) => {
    const object = mapAt(event, "involvedObject");
    const about = `${stringAt(object, "kind") ?? ""} ${stringAt(object, "name") ?? ""}`;
    return `${about}: ${stringAt(event, "reason") ?? ""}: ${(stringAt(event, "message") ?? "").trim()}`;
  });
}

/**
 * Kubernetes does not replace a StatefulSet's pod that never became ready, not even when a better revision waits
 * (kubernetes/kubernetes#67250): only a hand can, so the message says which.
 */
function stuckOnOldRevision(live: PropertyMap, pods: readonly PropertyMap[]): string[] {
  const update = stringAt(mapAt(live, "status"), "updateRevision");
  if (live["kind"] !== "StatefulSet" || update === undefined) return [];
  return pods.flatMap((pod) => {
    const metadata = mapAt(pod, "metadata");
    const revision = stringAt(mapAt(metadata, "labels"), "controller-revision-hash");
    if (revision === update || describePod(pod) === undefined) return [];
    const name = `${stringAt(metadata, "namespace") ?? ""} ${stringAt(metadata, "name") ?? ""}`;
    return [
      "the pod is of an older revision and was never ready, so Kubernetes does not renew it by itself: " +
        `kubectl delete pod -n ${name}`,
    ];
  });
}
