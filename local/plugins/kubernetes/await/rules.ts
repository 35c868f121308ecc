import { mapAt, mapsAt, numberAt, stringAt } from "../../grpc/values.ts";
import type { PropertyMap } from "../../grpc/values.ts";

/** How far an object is: ready, still on its way (and what is missing), or failed for good. */
export type Readiness =
  | { readonly state: "ready" }
  | { readonly state: "waiting"; readonly missing: string }
  | { readonly state: "failed"; readonly reason: string };

/** Looks at other objects that readiness depends on; undefined where there is none at the path. */
export type Lookup = (
  path: string,
  query?: Readonly<Record<string, string>>,
) => Promise<PropertyMap | undefined>;

/** Says how far an object is, from the object and, where that is not enough, its surroundings. */
export type AwaitRule = (live: PropertyMap, lookup: Lookup) => Readiness | Promise<Readiness>;

const ready: Readiness = { state: "ready" };

function waiting(missing: string): Readiness {
  return { state: "waiting", missing };
}

/** A namespace is ready when it is active: one of the same name may still be going away. */
export const namespaceReady: AwaitRule = (live) => {
  const phase = stringAt(mapAt(live, "status"), "phase") ?? "unknown";
  return phase === "Active" ? ready : waiting(`phase ${phase}`);
};

/** The controller has seen this generation of the object; before that its status speaks of an older one. */
function observed(live: PropertyMap): boolean {
  const generation = numberAt(mapAt(live, "metadata"), "generation") ?? 0;
  return (numberAt(mapAt(live, "status"), "observedGeneration") ?? 0) >= generation;
}

/** All replicas run the newest revision and are ready; with OnDelete the user decides when pods are renewed. */
export const statefulSetReady: AwaitRule = (live) => {
  if (!observed(live)) return waiting("not yet seen by its controller");
  const spec = mapAt(live, "spec");
  const status = mapAt(live, "status");
  const wanted = numberAt(spec, "replicas") ?? 1;
  const current = numberAt(status, "replicas") ?? 0;
  const count = numberAt(status, "readyReplicas") ?? 0;
  if (count !== wanted || current !== wanted) return waiting(`${count}/${wanted} ready`);
  const strategy = mapAt(spec, "updateStrategy");
  if (stringAt(strategy, "type") === "OnDelete") return ready;
  const kept = Math.min(wanted, numberAt(mapAt(strategy, "rollingUpdate"), "partition") ?? 0);
  const updated = numberAt(status, "updatedReplicas") ?? 0;
  if (updated < wanted - kept) return waiting(`${updated}/${wanted - kept} updated`);
  const revisions = [stringAt(status, "currentRevision"), stringAt(status, "updateRevision")];
  if (kept === 0 && revisions[0] !== revisions[1]) return waiting("finishing its rollout");
  return ready;
};

/** The newest ReplicaSet has all replicas available and no older one has any. */
export const deploymentReady: AwaitRule = (live) => {
  if (!observed(live)) return waiting("not yet seen by its controller");
  const status = mapAt(live, "status");
  const stuck = mapsAt(status, "conditions").find(
    (condition) =>
      condition["type"] === "Progressing" && condition["reason"] === "ProgressDeadlineExceeded",
  );
  if (stuck) return { state: "failed", reason: stringAt(stuck, "message") ?? "no progress" };
  const wanted = numberAt(mapAt(live, "spec"), "replicas") ?? 1;
  const updated = numberAt(status, "updatedReplicas") ?? 0;
  const available = numberAt(status, "availableReplicas") ?? 0;
  const all = numberAt(status, "replicas") ?? 0;
  if (updated < wanted) return waiting(`${updated}/${wanted} updated`);
  if (all > updated) return waiting(`${all - updated} old replicas still to end`);
  return available < wanted ? waiting(`${available}/${wanted} available`) : ready;
};

/** Every node that should run the pod runs its newest revision. */
export const daemonSetReady: AwaitRule = (live) => {
  if (!observed(live)) return waiting("not yet seen by its controller");
  const status = mapAt(live, "status");
  const wanted = numberAt(status, "desiredNumberScheduled") ?? 0;
  const updated = numberAt(status, "updatedNumberScheduled") ?? 0;
  const available = numberAt(status, "numberAvailable") ?? 0;
  if (updated < wanted) return waiting(`${updated}/${wanted} updated`);
  return available < wanted ? waiting(`${available}/${wanted} available`) : ready;
};

/** The condition of a job that is true now, or undefined. */
const jobCondition = (live: PropertyMap, type: string): PropertyMap | undefined =>
  mapsAt(mapAt(live, "status"), "conditions").find(
    (condition) => condition["type"] === type && condition["status"] === "True",
  );

/** Whether a job is complete, or asks for nothing. */
export const isComplete = (live: PropertyMap): boolean =>
  jobCondition(live, "Complete") !== undefined || mapAt(live, "spec")["suspend"] === true;

/** A job is ready when it is complete. */
export const jobReady: AwaitRule = (live) => {
  if (isComplete(live)) return ready;
  const failed = jobCondition(live, "Failed");
  if (failed) return { state: "failed", reason: stringAt(failed, "message") ?? "the job failed" };
  return waiting(`${numberAt(mapAt(live, "status"), "active") ?? 0} running`);
};

/**
 * A Service with a selector is ready when somebody answers behind it, a load balancer when it has an address. Headless
 * ones are not waited for: workloads need their name before the first pod is ready.
 */
export const serviceReady: AwaitRule = async (live, lookup) => {
  const spec = mapAt(live, "spec");
  const metadata = mapAt(live, "metadata");
  const type = stringAt(spec, "type") ?? "ClusterIP";
  if (type === "ExternalName" || spec["clusterIP"] === "None") return ready;
  if (type === "LoadBalancer") {
    const balancer = mapAt(mapAt(live, "status"), "loadBalancer");
    if (mapsAt(balancer, "ingress").length === 0) return waiting("no load balancer address yet");
  }
  if (Object.keys(mapAt(spec, "selector")).length === 0) return ready;
  const namespace = stringAt(metadata, "namespace") ?? "default";
  const slices = await lookup(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
    labelSelector: `kubernetes.io/service-name=${stringAt(metadata, "name") ?? ""}`,
  });
  const endpoints = mapsAt(slices ?? {}, "items").flatMap((slice) => mapsAt(slice, "endpoints"));
  // The API says that an absent condition counts as ready.
  const answering = endpoints.some((endpoint) => mapAt(endpoint, "conditions")["ready"] !== false);
  return answering ? ready : waiting("no ready endpoint yet");
};

/** A claim is ready when it is bound, unless its class binds it only when a pod uses it. */
export const claimReady: AwaitRule = async (live, lookup) => {
  const phase = stringAt(mapAt(live, "status"), "phase") ?? "Pending";
  if (phase === "Bound") return ready;
  if (phase === "Lost") return { state: "failed", reason: "its volume is lost" };
  const name = stringAt(mapAt(live, "spec"), "storageClassName");
  if (name !== undefined && name !== "") {
    const storageClass = await lookup(`/apis/storage.k8s.io/v1/storageclasses/${name}`);
    if (storageClass?.["volumeBindingMode"] === "WaitForFirstConsumer") return ready;
    if (storageClass === undefined) return waiting(`there is no StorageClass "${name}"`);
  }
  return waiting(`phase ${phase}`);
};
