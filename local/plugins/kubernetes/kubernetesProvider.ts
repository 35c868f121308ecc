import { silentLog } from "../grpc/engineLog.ts";
import type { EngineLog } from "../grpc/engineLog.ts";
import { NotReadyError } from "../grpc/errors.ts";
import { hasUnknown, isUnknown, mapAt } from "../grpc/values.ts";
import type { PropertyMap } from "../grpc/values.ts";
import { diffInputs, formatPath } from "../provider/diff.ts";
import type {
  Autonaming,
  Checked,
  CheckFailure,
  CreateRequest,
  DeleteRequest,
  Difference,
  Live,
  Provider,
  ReadRequest,
  Subject,
  UpdateRequest,
} from "../provider/provider.ts";
import { CreatePreviewer, apply } from "./apply.ts";
import { isComplete } from "./await/rules.ts";
import { waitUntilGone, waitUntilReady } from "./await/waiter.ts";
import type { WaitContext } from "./await/waiter.ts";
import { KubernetesClient } from "./client.ts";
import {
  AlreadyExistsError,
  ApiError,
  ClusterUnreachableError,
  KubeconfigError,
} from "./errors.ts";
import { isReplacing, kindOf } from "./kinds.ts";
import type { Kind } from "./kinds.ts";
import { loadAccess } from "./kubeconfig.ts";
import {
  annotationOf,
  autoname,
  autonamedAnnotation,
  idOf,
  nameOf,
  objectPath,
  outputsOf,
  parseId,
  previewOf,
} from "./objects.ts";
import { inputsFromLive, projectInputs } from "./projection.ts";
import { readAccessOptions, refusedSettings } from "./settings.ts";

/**
 * On a Job: make it anew when it did not complete.
 * Source: https://www.pulumi.com/registry/packages/kubernetes/installation-configuration (annotations).
 */
const replaceUnreadyAnnotation = "pulumi.com/replaceUnready";

/** How long a create, update or delete is waited for where nothing says otherwise; the official provider's default. */
const defaultTimeoutSeconds = 600;

/** Kubernetes objects by server-side apply, waited for until they are ready and until they are gone. */
export class KubernetesProvider implements Provider {
  readonly name = "kubernetes";
  readonly #env: NodeJS.ProcessEnv;
  readonly #stop = new AbortController();
  /** Names that this stack has objects of, by URN: a create of one of them in a preview is a replacement. */
  readonly #replaced = new Map<string, string>();
  #log: EngineLog = silentLog;
  #connection: { client: KubernetesClient; previewer: CreatePreviewer } | undefined;
  #failure: Error | undefined;
  #failureSaid = false;
  #defaultNamespace = "default";

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  async checkConfig(inputs: PropertyMap): Promise<readonly CheckFailure[]> {
    const refused = refusedSettings(inputs);
    if (refused.length > 0 || hasUnknown(inputs)) return refused;
    try {
      await new KubernetesClient(loadAccess(readAccessOptions(inputs), this.#env)).reach();
      return [];
    } catch (error) {
      if (!isAccessError(error)) throw error;
      return [{ property: "", reason: error.message }];
    }
  }

  async configure(inputs: PropertyMap, log: EngineLog): Promise<void> {
    this.#log = log;
    // A provider that hangs on something not made yet: previews show the inputs, and the real run configures again.
    if (hasUnknown(inputs)) return;
    try {
      const access = loadAccess(readAccessOptions(inputs), this.#env);
      const client = new KubernetesClient(access);
      await client.reach();
      this.#defaultNamespace = access.namespace;
      this.#connection = { client, previewer: new CreatePreviewer(client) };
    } catch (error) {
      // The engine would repeat an error of this call for every resource; the first one that needs the cluster says it.
      if (!isAccessError(error)) throw error;
      this.#failure = error;
    }
  }

  check(
    { type, name }: Subject,
    olds: PropertyMap,
    news: PropertyMap,
    autonaming: Autonaming | undefined,
  ): Promise<Checked> {
    const kind = kindOf(type);
    const metadata = mapAt(news, "metadata");
    const placed: PropertyMap = {
      ...news,
      apiVersion: kind.apiVersion,
      kind: kind.kind,
      metadata:
        kind.namespaced && metadata["namespace"] === undefined && !isUnknown(news["metadata"])
          ? { ...metadata, namespace: this.#defaultNamespace }
          : (news["metadata"] ?? {}),
    };
    if (isUnknown(news["metadata"])) return Promise.resolve({ inputs: placed, failures: [] });
    const named = autoname(name, placed, olds, autonaming);
    const failures: CheckFailure[] = [];
    if (named === undefined) {
      failures.push({
        property: "metadata.name",
        reason: "a name is required, because autonaming is off",
      });
    }
    if (metadata["generateName"] !== undefined) {
      const reason = "generateName is not covered; leave the name out and one is made up";
      failures.push({ property: "metadata.generateName", reason });
    }
    return Promise.resolve({ inputs: named ?? placed, failures });
  }

  async diff(
    { type, urn }: Subject,
    oldInputs: PropertyMap,
    newInputs: PropertyMap,
  ): Promise<Difference> {
    const kind = kindOf(type);
    const changes = diffInputs(oldInputs, newInputs, (path) => isReplacing(kind, path));
    if (await this.#isToReplaceUnready(kind, newInputs)) {
      const path = formatPath(["metadata", "annotations", replaceUnreadyAnnotation]);
      changes.push({ path, kind: "update", replaces: true });
    }
    const [before, after] = [nameOf(kind, oldInputs), nameOf(kind, newInputs)];
    // An object of a made-up name gets another one when it is replaced, and the two can be there together.
    const fixed = annotationOf(newInputs, autonamedAnnotation) !== "true";
    const deleteBeforeReplace = fixed && idOf(before) === idOf(after);
    if (deleteBeforeReplace) this.#replaced.set(urn, idOf(before));
    return { changes, deleteBeforeReplace };
  }

  async create(request: CreateRequest): Promise<{ id: string; outputs: PropertyMap }> {
    const kind = kindOf(request.type);
    const { inputs, urn } = request;
    if (request.preview && (this.#isUnconfigured() || hasUnknown(inputs))) {
      return { id: "", outputs: previewOf(kind, inputs, inputs) };
    }
    const { client, previewer } = this.#connected();
    const name = nameOf(kind, inputs);
    if (request.preview) {
      const replaces = this.#replaced.get(urn) === idOf(name);
      const preview = await previewer.preview(kind, inputs, replaces);
      this.#warn(urn, preview.warnings);
      return { id: "", outputs: preview.outputs };
    }
    // Server-side apply would take over whatever has that name, so it is asked for first.
    if ((await client.get(objectPath(kind, name))) !== undefined) {
      throw new AlreadyExistsError(kind.kind, idOf(name));
    }
    const outputs = await this.#applyAndWait(kind, request);
    return { id: idOf(name), outputs };
  }

  async update(request: UpdateRequest): Promise<PropertyMap> {
    const kind = kindOf(request.type);
    const { inputs, urn, oldOutputs } = request;
    if (!request.preview) return this.#applyAndWait(kind, request);
    if (this.#isUnconfigured() || hasUnknown(inputs)) {
      return {
        ...oldOutputs,
        ...inputs,
        metadata: { ...mapAt(oldOutputs, "metadata"), ...mapAt(inputs, "metadata") },
      };
    }
    const answer = await apply(this.#connected().client, kind, inputs, true);
    this.#warn(urn, answer.warnings);
    return outputsOf(answer.body);
  }

  async read({ type, id, inputs }: ReadRequest): Promise<Live | undefined> {
    const kind = kindOf(type);
    const path = objectPath(kind, parseId(kind, id));
    const live = await this.#connected().client.get(path);
    if (live === undefined) return undefined;
    // Lists leave kind and version out of their items, single objects do not; the SDK needs both.
    const object = { ...live, apiVersion: kind.apiVersion, kind: kind.kind };
    const known = Object.keys(inputs).length > 0;
    return {
      id,
      outputs: outputsOf(object),
      inputs: known ? projectInputs(inputs, object) : inputsFromLive(outputsOf(object)),
    };
  }

  async delete({ type, urn, id, outputs, timeout }: DeleteRequest): Promise<void> {
    const kind = kindOf(type);
    const { client } = this.#connected();
    const path = objectPath(kind, parseId(kind, id));
    const uid = mapAt(outputs, "metadata")["uid"];
    const live = await client.get(path);
    // Gone already, or replaced by someone else's object of the same name, which is not ours to delete.
    if (live === undefined || (uid !== undefined && mapAt(live, "metadata")["uid"] !== uid)) return;
    try {
      await client.send({
        method: "DELETE",
        path,
        body: {
          apiVersion: "v1",
          kind: "DeleteOptions",
          propagationPolicy: propagation(
            annotationOf(live, "pulumi.com/deletionPropagationPolicy"),
          ),
          preconditions: { uid: mapAt(live, "metadata")["uid"] },
        },
      });
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return;
      throw error;
    }
    const gone = await waitUntilGone(path, live, this.#waitContext(urn, live, timeout));
    if (gone.reasons.length > 0) throw new Error(gone.reasons.join("\n"));
  }

  cancel(): void {
    this.#stop.abort();
  }

  async #applyAndWait(kind: Kind, request: CreateRequest): Promise<PropertyMap> {
    const { inputs, urn, timeout } = request;
    const { client } = this.#connected();
    const answer = await apply(client, kind, inputs, false);
    this.#warn(urn, answer.warnings);
    const skip = annotationOf(inputs, "pulumi.com/skipAwait") === "true";
    if (kind.ready === undefined || skip) return outputsOf(answer.body);
    const name = nameOf(kind, inputs);
    const context = this.#waitContext(urn, inputs, timeout);
    const result = await waitUntilReady(objectPath(kind, name), answer.body, kind.ready, context);
    const outputs = outputsOf(result.live);
    if (result.reasons.length === 0) return outputs;
    throw new NotReadyError(idOf(name), outputs, inputs, result.reasons);
  }

  /** Whether the live object is a Job that did not complete and is to be made anew, which alone makes it run again. */
  async #isToReplaceUnready(kind: Kind, inputs: PropertyMap): Promise<boolean> {
    if (kind.kind !== "Job" || annotationOf(inputs, replaceUnreadyAnnotation) !== "true")
      return false;
    // As in the official provider, a cluster that does not answer is no reason to replace anything.
    if (this.#connection === undefined || hasUnknown(mapAt(inputs, "metadata"))) return false;
    const live = await this.#connection.client.get(objectPath(kind, nameOf(kind, inputs)));
    return live !== undefined && !isComplete(live);
  }

  #waitContext(urn: string, object: PropertyMap, timeout: number): WaitContext {
    const { client } = this.#connected();
    const annotated = Number(annotationOf(object, "pulumi.com/timeoutSeconds") ?? 0);
    return {
      lookup: (path, query) => client.get(path, query),
      signal: this.#stop.signal,
      // A timeout of the program (customTimeouts) comes before the annotation, as in the official provider.
      timeoutMs: 1000 * (timeout || annotated || defaultTimeoutSeconds),
      report: (line) => {
        this.#log.log("progress", urn, line);
      },
    };
  }

  #warn(urn: string, warnings: readonly string[]): void {
    for (const warning of warnings) this.#log.log("warning", urn, warning);
  }

  #isUnconfigured(): boolean {
    return this.#connection === undefined && this.#failure === undefined;
  }

  #connected(): { client: KubernetesClient; previewer: CreatePreviewer } {
    if (this.#connection !== undefined) return this.#connection;
    if (this.#failure === undefined) throw new Error("the Kubernetes provider is not configured");
    const failure = this.#failureSaid ? new Error("the cluster cannot be used") : this.#failure;
    this.#failureSaid = true;
    throw failure;
  }
}

function isAccessError(error: unknown): error is Error {
  return error instanceof KubeconfigError || error instanceof ClusterUnreachableError;
}

function propagation(annotation: string | undefined): string {
  const policies: Record<string, string> = { background: "Background", orphan: "Orphan" };
  return policies[annotation?.toLowerCase() ?? ""] ?? "Foreground";
}
