import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { gatewayFiles } from "../gateway/files.ts";
import type { Gateway, GatewayKey, TokenIssuer } from "../gateway/gateway.ts";
import { disruptionBudget } from "./kubernetes/disruptionBudget.ts";
import { accessLabels, objectLabels, selectorLabels } from "./kubernetes/labels.ts";
import {
  accessEgress,
  metricsIngress,
  podsWith,
  podsWithAccess,
  tcp,
  type Scraper,
} from "./kubernetes/networkPolicy.ts";
import { ports } from "./kubernetes/ports.ts";
import { readyService, serviceHost } from "./kubernetes/singlePod.ts";
import { hashOf, madeToken } from "./madeToken.ts";
import { gatewayFolder, rpcGatewayPod, tlsFile } from "./rpcGatewayPod.ts";
import { rpcServiceName } from "./rpcService.ts";

/** A user with a key: one that is made here, unless its hash is given. */
export interface GatewayUserArgs extends Omit<GatewayKey, "sha256"> {
  /** SHA-256 of a key of theirs, in hex. Default: a random key is made. */
  readonly sha256?: string | undefined;
  /** Any text. A new one makes a new random key. Default: empty. */
  readonly rotation?: string | undefined;
}

export interface RpcGatewayArgs extends Pick<
  Gateway,
  "methods" | "requestsPerSecond" | "maxBodyBytes"
> {
  readonly namespace: pulumi.Input<string>;
  readonly image: string;
  readonly replicas: number;
  /** How many nodes there are at most. */
  readonly nodes: number;
  readonly keys: readonly GatewayUserArgs[];
  readonly tokens?: pulumi.Input<TokenIssuer> | undefined;
  /** Name of a Secret of type kubernetes.io/tls in the namespace, and who signs the certificates of clients (PEM). */
  readonly tls?: { readonly secret: string; readonly clientCa?: string | undefined } | undefined;
  /** The Prometheus that may read its metrics. */
  readonly scraper?: Scraper | "nobody" | undefined;
}

const clientCaFile = "clients.pem";

/**
 * HAProxy in front of the execution clients that are in sync: it knows who asks, lets through calls of methods on a list, and so many
 * in a second. Nothing outside the cluster reaches it; inside, pods that bear its access label.
 */
export class RpcGateway extends pulumi.ComponentResource {
  /** `http://…:8547`, or `https` where it has a certificate. */
  readonly url: pulumi.Output<string>;
  readonly serviceName = "rpc-gateway";
  /** Secret. The keys that were made here, by their users' names. */
  readonly keys: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: RpcGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:RpcGateway", name, {}, opts);
    const own = { parent: this };
    const { namespace, tls } = args;
    const service = this.serviceName;
    const identity = { name: "haproxy", instance: service, component: service };
    const [labels, selector] = [objectLabels(identity), selectorLabels(identity)];
    const { rpc, metrics } = ports.rpcGateway;

    const ready = readyNodes(namespace, own);
    const made = new Map(
      args.keys
        .filter(({ sha256 }) => sha256 === undefined)
        .map(({ name: user, rotation = "" }) => [
          user,
          madeToken(`${name}-key-of-${user}`, rotation, own),
        ]),
    );
    this.keys = pulumi.secret(pulumi.output(Object.fromEntries(made)));
    const keys = args.keys.map(({ name: user, sha256 = "", methods, requestsPerSecond }) => {
      const key = made.get(user);
      const hash = key === undefined ? pulumi.output(sha256) : hashOf(key);
      return hash.apply((text): GatewayKey => ({
        name: user,
        sha256: text,
        methods,
        requestsPerSecond,
      }));
    });
    const files = pulumi
      .all([pulumi.all(keys), pulumi.output(args.tokens), ready])
      .apply(([users, tokens, host]) => ({
        ...gatewayFiles({
          ...{ port: rpc, metricsPort: metrics, folder: gatewayFolder },
          nodes: { service: host, port: ports.execution.rpc, atMost: args.nodes },
          // A name by which every execution client of the stack lets itself be asked.
          nodesHost: rpcServiceName,
          ...{ keys: users, tokens: tokens },
          methods: args.methods,
          requestsPerSecond: args.requestsPerSecond,
          maxBodyBytes: args.maxBodyBytes,
          tls: tls && {
            file: tlsFile,
            clientCaFile:
              tls.clientCa === undefined ? undefined : `${gatewayFolder}/${clientCaFile}`,
          },
        }),
        ...(tls?.clientCa === undefined ? {} : { [clientCaFile]: tls.clientCa }),
      }));
    // Named anew when it changes, so that the pods start anew with it.
    const secret = new k8s.core.v1.Secret(
      `${name}-files`,
      { metadata: { namespace, labels }, immutable: true, stringData: pulumi.secret(files) },
      own,
    );
    policies(name, { ...args, service, labels, selector }, own);
    readyService(
      { name: service, namespace, labels, selector, ports: [{ name: "rpc", port: rpc }] },
      own,
    );
    disruptionBudget({ name: service, namespace, labels, selector }, own);
    new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata: { name: service, namespace, labels },
        spec: {
          replicas: args.replicas,
          revisionHistoryLimit: 3,
          strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          selector: { matchLabels: selector },
          template: {
            // It asks the nodes as any user's pod does.
            metadata: { labels: { ...labels, [accessLabels.rpc]: "true" } },
            spec: rpcGatewayPod({
              image: args.image,
              files: secret.metadata.name,
              tlsSecret: tls?.secret,
              maxBodyBytes: args.maxBodyBytes,
              selector,
            }),
          },
        },
      },
      own,
    );
    const scheme = tls === undefined ? "http" : "https";
    this.url = pulumi.interpolate`${scheme}://${serviceHost(service, namespace)}:${rpc}`;
    this.registerOutputs({ url: this.url });
  }
}

/** The name by which DNS gives the addresses of all execution clients that are in sync, and of no others. */
function readyNodes(
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const name = "rpc-ready";
  const labels = objectLabels({ name: "rpc", instance: name, component: "access" });
  new k8s.core.v1.Service(
    name,
    {
      metadata: { name, namespace, labels, annotations: { "pulumi.com/skipAwait": "true" } },
      spec: {
        clusterIP: "None",
        selector: { "app.kubernetes.io/component": "execution" },
        ports: [{ name: "rpc", port: ports.execution.rpc, targetPort: ports.execution.rpc }],
      },
    },
    opts,
  );
  return pulumi.interpolate`${serviceHost(name, namespace)}`;
}

interface PolicyArgs extends Pick<RpcGatewayArgs, "namespace" | "scraper"> {
  readonly service: string;
  readonly labels: Record<string, string>;
  readonly selector: Record<string, string>;
}

/** Who reaches it. Its own way out is that of the access label that its pods bear. */
function policies(name: string, args: PolicyArgs, opts: pulumi.CustomResourceOptions): void {
  const { namespace, service, labels, selector } = args;
  const { rpc, metrics } = ports.rpcGateway;
  new k8s.networking.v1.NetworkPolicy(
    `${name}-policy`,
    {
      metadata: { name: service, namespace, labels },
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ["Ingress"],
        ingress: [
          { from: podsWithAccess(accessLabels.rpcGateway), ports: tcp(rpc) },
          ...metricsIngress(args.scraper, metrics),
        ],
      },
    },
    opts,
  );
  new k8s.networking.v1.NetworkPolicy(
    `${name}-access`,
    {
      metadata: { name: `${service}-access`, namespace, labels },
      spec: accessEgress(accessLabels.rpcGateway, podsWith(selector), tcp(rpc)),
    },
    opts,
  );
}
