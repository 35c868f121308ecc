import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { objectLabels, selectorLabels } from "./kubernetes/labels.ts";
import { podsOf, tcp } from "./kubernetes/networkPolicy.ts";
import { clientUid, podDefaults, restrictedContainer } from "./kubernetes/podSecurity.ts";
import { ports } from "./kubernetes/ports.ts";
import { revisionOf, timeouts } from "./kubernetes/singlePod.ts";
import { monitorStepResources } from "./monitorStep.ts";

/** How the nodes of a fleet are upgraded. */
export interface UpgradeArgs {
  /** Image of the peer monitor, whose command `gate` waits. */
  readonly image: string;
  /** Longest time that a node's upgrade is waited for, seconds. */
  readonly timeoutSeconds: number;
}

export interface UpgradeGateArgs extends UpgradeArgs {
  /** Name of the EthereumNode. */
  readonly node: string;
  readonly namespace: pulumi.Input<string>;
  /** The agent beside its execution client. */
  readonly agentUrl: pulumi.Input<string>;
  /** Its RPC Service, which leads to it while it is ready. */
  readonly rpcUrl: pulumi.Input<string>;
  readonly execution: k8s.apps.v1.StatefulSet;
  readonly consensus: k8s.apps.v1.StatefulSet;
  /** What else belongs to the node and must be there, such as its validators. Default: nothing. */
  readonly others?: readonly pulumi.Resource[] | undefined;
}

/** The component's name in labels: what the execution client's NetworkPolicy lets in. */
export const gateComponent = "upgrade-gate";

/** A node that was last in sync longer ago is not waited for: catching up could take longer than anybody waits. */
const wasInSyncWithin = "24h";

/** The file whose text Kubernetes shows as a container's last word. Source: Pod's terminationMessagePath, its default. */
const messageFile = "/dev/termination-log";

/**
 * What a node must pass before the next one of its fleet is changed: a Job that is complete once both clients of the node
 * answer and, where the node was in sync before, are in sync again. It is made anew whenever a pod of either client is
 * replaced, and Pulumi waits for it as for every Job.
 *
 * The execution client's StatefulSet is not waited for, since its pod is ready when it is in sync. The consensus client's
 * is, and so its pod is the new one before the Job begins; that the execution client's is, the Job asks the agent in it.
 */
export class UpgradeGate extends pulumi.ComponentResource {
  readonly job: k8s.batch.v1.Job;

  constructor(name: string, args: UpgradeGateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:UpgradeGate", name, {}, opts);
    const { node, namespace, timeoutSeconds } = args;
    const label = { name: gateComponent, instance: node, component: gateComponent };
    const labels = objectLabels(label);
    const objectName = `${node}-upgrade-gate`;
    const policy = new k8s.networking.v1.NetworkPolicy(
      objectName,
      {
        metadata: { name: objectName, namespace, labels },
        spec: {
          podSelector: { matchLabels: selectorLabels(label) },
          policyTypes: ["Ingress", "Egress"],
          egress: [
            {
              to: [podsOf("execution", node)],
              ports: tcp(ports.peerMonitor.agent, ports.execution.rpc),
            },
          ],
        },
      },
      { parent: this },
    );
    this.job = new k8s.batch.v1.Job(
      objectName,
      {
        metadata: {
          name: objectName,
          namespace,
          labels,
          // A Job never runs twice: one that failed is made anew by the next up.
          annotations: { "pulumi.com/replaceUnready": "true" },
        },
        spec: {
          backoffLimit: 0,
          // For what the program cannot end itself, such as an image that is not to be had.
          activeDeadlineSeconds: timeoutSeconds + startSeconds,
          // A machine that is drained takes the gate with it, which says nothing of the node.
          podFailurePolicy: {
            rules: [
              { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
            ],
          },
          template: { metadata: { labels, annotations: changes(args) }, spec: gatePod(args) },
        },
      },
      {
        parent: this,
        dependsOn: [policy, args.execution, args.consensus, ...(args.others ?? [])],
        ...timeouts(timeoutSeconds + 2 * startSeconds),
      },
    );
    this.registerOutputs({});
  }
}

/** Seconds for the gate's own pod to start. */
const startSeconds = 120;

/**
 * What makes the gate a new one beside the revision that it asks for: every change of the node's StatefulSets, also one that
 * takes back another whose gate never was. Kubernetes counts them (`metadata.generation`).
 */
function changes({ execution, consensus }: UpgradeGateArgs): Record<string, pulumi.Output<string>> {
  const count = ({ metadata }: k8s.apps.v1.StatefulSet) =>
    metadata.apply(({ generation = 0 }: { readonly generation?: number }) => String(generation));
  return {
    "ethnode.dev/consensus-revision": revisionOf(consensus),
    "ethnode.dev/changes": pulumi.interpolate`${count(execution)} ${count(consensus)}`,
  };
}

function gatePod(args: UpgradeGateArgs): k8s.types.input.core.v1.PodSpec {
  const { node, namespace, agentUrl, rpcUrl, timeoutSeconds } = args;
  return {
    ...podDefaults(clientUid),
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 10,
    containers: [
      {
        name: "gate",
        image: args.image,
        args: [
          "gate",
          pulumi.interpolate`--agent=${agentUrl}`,
          pulumi.interpolate`--rpc=${rpcUrl}`,
          `--node=${node}`,
          pulumi.interpolate`--namespace=${namespace}`,
          pulumi.interpolate`--revision=${revisionOf(args.execution)}`,
          `--was-in-sync-within=${wasInSyncWithin}`,
          `--timeout=${timeoutSeconds}s`,
          `--message-file=${messageFile}`,
        ],
        resources: monitorStepResources,
        securityContext: restrictedContainer,
        terminationMessagePath: messageFile,
      },
    ],
  };
}
