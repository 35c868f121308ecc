import { mapAt } from "../grpc/values.ts";
import type { PropertyMap } from "../grpc/values.ts";
import type { Answer, KubernetesClient } from "./client.ts";
import { AlreadyExistsError, ApiError } from "./errors.ts";
import type { Kind } from "./kinds.ts";
import {
  annotationOf,
  collectionPath,
  idOf,
  nameOf,
  objectPath,
  previewOf,
  substituteName,
} from "./objects.ts";

/** The field manager of server-side apply where the object's `pulumi.com/patchFieldManager` names no other. */
const fieldManager = "pulumi-kubernetes";

/** Makes or changes the object by server-side apply; fields that the API does not know are refused. */
export async function apply(
  client: KubernetesClient,
  kind: Kind,
  inputs: PropertyMap,
  dryRun: boolean,
): Promise<Answer> {
  const force = annotationOf(inputs, "pulumi.com/patchForce") === "true";
  try {
    return await client.send({
      method: "PATCH",
      path: objectPath(kind, nameOf(kind, inputs)),
      contentType: "application/apply-patch+yaml",
      query: {
        fieldManager: annotationOf(inputs, "pulumi.com/patchFieldManager") ?? fieldManager,
        fieldValidation: "Strict",
        ...(force ? { force: "true" } : {}),
        ...(dryRun ? { dryRun: "All" } : {}),
      },
      body: inputs,
    });
  } catch (error) {
    if (error instanceof ApiError && error.code === 409) {
      throw new ApiError("PATCH", "", 409, {
        ...error.status,
        message:
          `${error.message}. Another program owns these fields; to take them over, give the object the annotation ` +
          'pulumi.com/patchForce: "true"',
      });
    }
    throw error;
  }
}

/** What a preview knows of a create. */
export interface CreatePreview {
  readonly outputs: PropertyMap;
  readonly warnings: readonly string[];
}

/**
 * Asks the API server, in dry runs, whether it would accept new objects: their schema, admission (Pod Security) and
 * that the name is free. Remembers which namespaces do not exist yet, because a first preview meets each many times.
 */
export class CreatePreviewer {
  readonly #client: KubernetesClient;
  readonly #missingNamespaces = new Set<string>();

  constructor(client: KubernetesClient) {
    this.#client = client;
  }

  /** @param replaces whether the object takes the place of one of the same name, which goes first. */
  async preview(kind: Kind, inputs: PropertyMap, replaces: boolean): Promise<CreatePreview> {
    const name = nameOf(kind, inputs);
    if (this.#missingNamespaces.has(name.namespace)) return this.#previewElsewhere(kind, inputs);
    const body = replaces ? renamed(inputs, substituteName(name.name)) : inputs;
    try {
      const answer = await this.#dryRun(kind, name.namespace, body);
      const object = replaces ? renamed(answer.body, name.name) : answer.body;
      return { outputs: previewOf(kind, object, inputs), warnings: answer.warnings };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 409 && error.status.reason === "AlreadyExists") {
        throw new AlreadyExistsError(kind.kind, idOf(name));
      }
      if (error.code !== 404 || error.status.details?.kind !== "namespaces") throw error;
      this.#missingNamespaces.add(name.namespace);
      return this.#previewElsewhere(kind, inputs);
    }
  }

  /**
   * Before its namespace exists, an object can be tried in the namespace `default`: that checks its schema, though not
   * what the missing namespace will enforce. Only what the API server says of the object itself counts.
   */
  async #previewElsewhere(kind: Kind, inputs: PropertyMap): Promise<CreatePreview> {
    const { namespace, name } = nameOf(kind, inputs);
    const moved = renamed(inputs, substituteName(name));
    const body = { ...moved, metadata: { ...mapAt(moved, "metadata"), namespace: "default" } };
    try {
      const answer = await this.#dryRun(kind, "default", body);
      const object = renamed(answer.body, name);
      const metadata = { ...mapAt(object, "metadata"), namespace };
      return { outputs: previewOf(kind, { ...object, metadata }, inputs), warnings: [] };
    } catch (error) {
      if (!(error instanceof ApiError) || error.code === 400 || error.code === 422) throw error;
      return { outputs: previewOf(kind, inputs, inputs), warnings: [] };
    }
  }

  #dryRun(kind: Kind, namespace: string, body: PropertyMap): Promise<Answer> {
    return this.#client.send({
      method: "POST",
      path: collectionPath(kind, namespace),
      query: { dryRun: "All", fieldManager, fieldValidation: "Strict" },
      body,
    });
  }
}

function renamed(object: PropertyMap, name: string): PropertyMap {
  return { ...object, metadata: { ...mapAt(object, "metadata"), name } };
}
