import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state.js";

/** A resource as the program asked the engine for it. */
export interface Registered {
  /** The type's token: `kubernetes:apps/v1:StatefulSet`, `ethnode:index:MonitoringStack`. */
  readonly type: string;
  /** The resource's name in the program. */
  readonly name: string;
  /** The inputs, with the secret ones unwrapped. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The inputs' top-level keys that were secret. The engine tests prove secrecy; this says where it was asked for. */
  readonly secretInputs: readonly string[];
  /** The name of the parent's type, or undefined for a resource of the stack itself. Set when `run` has ended. */
  parentType: string | undefined;
}

/** How a program is run. */
export interface RunOptions {
  /** As in `pulumi preview`: what only the cluster knows is unknown. Default: false. */
  readonly preview?: boolean;
  /** What the mocked cluster gives to each Service of type LoadBalancer. Default: a public address. */
  readonly loadBalancer?: { readonly ip?: string; readonly hostname?: string };
}

/** The address that a mocked load balancer has, unless a run says otherwise. */
export const loadBalancerIp = "198.51.100.7";

/** What the mocked cluster answers for `metadata.creationTimestamp` of everything in it. */
export const creationTimestamp = "2026-01-02T03:04:05Z";

/** The ending of every name that the mocked provider gives. */
export const autoNameSuffix = "1a2b3c4d";

/** Every resource that the program asked for since the last `reset`, in the order in which the engine saw them. */
export const registered: Registered[] = [];

/** What each resource waits for, as `type name`: see {@link dependenciesOf}. */
const dependencies = new Map<string, readonly string[]>();

let loadBalancer: RunOptions["loadBalancer"];

/**
 * Forgets all resources, and points Pulumi at the mocks. Mocks are process-wide and mocha loads all files in one process,
 * so this file is the only one that sets them.
 */
export async function reset(options: RunOptions = {}): Promise<void> {
  registered.length = 0;
  dependencies.clear();
  loadBalancer = options.loadBalancer ?? { ip: loadBalancerIp };
  await pulumi.runtime.setMocks(
    { newResource, call: (args) => args.inputs as Record<string, unknown> },
    "ethnode",
    "test",
    options.preview ?? false,
  );
  recordDependencies();
  // The mocks know nothing of resource hooks, and the server for them would listen for ever: they are tested with the engine.
  store().callbacks = {
    registerResourceHook: () => Promise.resolve(),
    awaitStackRegistrations: () => Promise.resolve(),
    shutdown: () => undefined,
  };
}

/** What Pulumi keeps of a running program; its types leave this out. */
const store = (): { callbacks?: unknown } =>
  (state as unknown as { getStore(): { callbacks?: unknown } }).getStore();

/**
 * Runs a piece of a program against the mocks and waits until every resource in it is registered, so that `registered` is
 * complete when it returns.
 *
 * @example
 *   const stack = await run(() => new MonitoringStack("monitoring", args));
 *   assert.deepEqual(field(only("kubernetes:core/v1:Service", "prometheus"), "spec", "ports"), […]);
 */
export async function run<T>(build: () => T | Promise<T>, options: RunOptions = {}): Promise<T> {
  await reset(options);
  const failures: unknown[] = [];
  const collect = (reason: unknown): void => void failures.push(reason);
  process.on("unhandledRejection", collect);
  try {
    const result = await build();
    await drained();
    if (failures.length > 0) throw failures[0];
    fillParents();
    return result;
  } finally {
    process.off("unhandledRejection", collect);
  }
}

/** The value of an output, secret or not. Undefined while it is unknown, as in a preview. */
export function valueOf<T>(output: pulumi.Input<T>): Promise<T | undefined> {
  return (
    pulumi.output(output) as unknown as { promise(withUnknowns?: boolean): Promise<T | undefined> }
  ).promise();
}

/** The resources that must be there before this one is made or changed, as `type name`, in the order of their names. */
export function dependenciesOf({ type, name }: Registered): readonly string[] {
  return [...(dependencies.get(`${type} ${name}`) ?? [])].sort();
}

/** The registered resources of a type, by name when one is given. */
export function all(type: string, name?: string): Registered[] {
  return registered.filter((r) => r.type === type && (name === undefined || r.name === name));
}

/** The one resource of this type and name; fails when there is none, or more. */
export function only(type: string, name: string): Registered {
  const [first, ...more] = all(type, name);
  if (first === undefined || more.length > 0) {
    const seen = registered.map((r) => `${r.type} ${r.name}`).join("\n  ");
    throw new Error(
      `expected one ${type} named ${name}, got ${first === undefined ? 0 : 1 + more.length} in\n  ${seen}`,
    );
  }
  return first;
}

/**
 * What is at a path of a resource's inputs; undefined where the path ends early.
 *
 * @example field(only("kubernetes:apps/v1:StatefulSet", "node-0-geth"), "spec", "template", "spec", "containers", 0, "args")
 */
export function field(resource: Registered, ...path: readonly (string | number)[]): unknown {
  let value: unknown = resource.inputs;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** What stands for the providers: they return the inputs, and what only a provider can know. */
function newResource(args: pulumi.runtime.MockResourceArgs): pulumi.runtime.MockResourceResult {
  const [inputs, secretInputs] = unwrapSecrets(args.inputs as Record<string, unknown>);
  registered.push({
    type: args.type,
    name: args.name,
    inputs,
    secretInputs,
    parentType: undefined,
  });
  return { id: `${args.name}-id`, state: { ...inputs, ...providerOutputs(args, inputs) } };
}

function providerOutputs(
  args: pulumi.runtime.MockResourceArgs,
  inputs: Record<string, unknown>,
): Record<string, unknown> {
  const digest = createHash("sha256").update(args.name).digest();
  switch (args.type) {
    case "random:index/randomBytes:RandomBytes":
      return {
        hex: pulumi.secret(digest.toString("hex")),
        base64: pulumi.secret(digest.toString("base64")),
      };
    case "random:index/randomPassword:RandomPassword":
      return { result: pulumi.secret(digest.toString("base64url")) };
    default:
      return args.type.startsWith("kubernetes:")
        ? { metadata: clusterMetadata(args, inputs), ...clusterStatus(inputs) }
        : {};
  }
}

function clusterMetadata(
  args: pulumi.runtime.MockResourceArgs,
  inputs: Record<string, unknown>,
): Record<string, unknown> {
  const metadata = (inputs["metadata"] ?? {}) as Record<string, unknown>;
  return { name: `${args.name}-${autoNameSuffix}`, creationTimestamp, ...metadata };
}

function clusterStatus(inputs: Record<string, unknown>): Record<string, unknown> {
  const { type } = (inputs["spec"] ?? {}) as { type?: unknown };
  return type === "LoadBalancer" ? { status: { loadBalancer: { ingress: [loadBalancer] } } } : {};
}

/** Pulumi's mark of a secret value on the wire. Source: @pulumi/pulumi runtime/rpc.js. */
const specialSignature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

function unwrapSecrets(inputs: Record<string, unknown>): [Record<string, unknown>, string[]] {
  const secrets: string[] = [];
  const plain = Object.entries(inputs).map(([key, value]): [string, unknown] => {
    if (!isSecret(value)) return [key, value];
    secrets.push(key);
    return [key, value.value];
  });
  return [Object.fromEntries(plain), secrets];
}

function isSecret(value: unknown): value is { readonly value: unknown } {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as Record<string, unknown>)[specialSignature] === secretSignature
  );
}

/** Waits until the program has nothing under way, also what was started by what had been under way. */
async function drained(): Promise<void> {
  const runtime = pulumi.runtime as unknown as { waitForRPCs(): Promise<void> };
  await runtime.waitForRPCs();
  await new Promise((resolve) => setImmediate(resolve));
  await runtime.waitForRPCs();
}

/** The request of a registration, as far as it is read here. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getDependenciesList(): readonly string[];
}

/** Mocks are not told of dependencies: they are in the requests that the mock engine gets. */
function recordDependencies(): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource: (request: RegisterRequest, ...rest: unknown[]) => unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, ...rest) => {
    const names = request.getDependenciesList().map((urn) => typeAndName(urn));
    dependencies.set(`${request.getType()} ${request.getName()}`, names);
    return register(request, ...rest);
  };
}

/** `type name` of a URN: `urn:pulumi:test::ethnode::Parent$Type::name`. */
function typeAndName(urn: string): string {
  const [types, ...name] = urn.split("::").slice(2);
  return `${(types ?? "").split("$").at(-1) ?? ""} ${name.join("::")}`;
}

/** Parents show only in the URNs that the mock engine made: `urn:pulumi:test::ethnode::Parent$Type::name`. */
function fillParents(): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    getRegisteredResources(): Map<string, unknown>;
  };
  const parents = new Map<string, string | undefined>();
  for (const urn of monitor.getRegisteredResources().keys()) {
    const [types, ...name] = urn.split("::").slice(2);
    const chain = (types ?? "").split("$");
    parents.set(`${chain.at(-1) ?? ""} ${name.join("::")}`, chain.at(-2));
  }
  for (const resource of registered) {
    resource.parentType = parents.get(`${resource.type} ${resource.name}`);
  }
}
