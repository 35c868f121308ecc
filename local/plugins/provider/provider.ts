import type { EngineLog } from "../grpc/engineLog.ts";
import type { PropertyMap } from "../grpc/values.ts";

/** Which resource a request is about. */
export interface Subject {
  readonly urn: string;
  /** Pulumi's type token, e.g. `kubernetes:core/v1:Secret`. */
  readonly type: string;
  readonly name: string;
}

/** A reason why inputs are refused, tied to the property at fault ("" for none in particular). */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/** What the engine proposes for a resource whose program gives it no name. */
export interface Autonaming {
  readonly proposed: string;
  readonly mode: "propose" | "enforce" | "disable";
}

/** The inputs as they are kept in the state, or why they are refused. */
export interface Checked {
  readonly inputs: PropertyMap;
  readonly failures: readonly CheckFailure[];
}

/** How one property differs. */
export type ChangeKind = "add" | "delete" | "update";

/** One property that differs, with its path in Pulumi's notation (`spec.ports[0].port`). */
export interface Change {
  readonly path: string;
  readonly kind: ChangeKind;
  /** True where the object has to be made anew for this change. */
  readonly replaces: boolean;
}

/** All that differs between two sets of inputs. */
export interface Difference {
  readonly changes: readonly Change[];
  /** True where the old object has to go before the new one can come (both would have the same name). */
  readonly deleteBeforeReplace: boolean;
}

/** A resource as it is in the world, and as the inputs that would make it. */
export interface Live {
  readonly id: string;
  readonly outputs: PropertyMap;
  readonly inputs: PropertyMap;
}

/** What an operation is to do; timeouts are in seconds, 0 for the kind's default. */
export interface CreateRequest extends Subject {
  readonly inputs: PropertyMap;
  readonly preview: boolean;
  readonly timeout: number;
}

/** An update of the resource with `id` from its old state to `inputs`. */
export interface UpdateRequest extends CreateRequest {
  readonly id: string;
  readonly oldOutputs: PropertyMap;
}

/** A delete of the resource with `id`. */
export interface DeleteRequest extends Subject {
  readonly id: string;
  readonly outputs: PropertyMap;
  readonly timeout: number;
}

/** A look at the resource with `id`; its inputs and outputs are empty where the state has none (`get`, import). */
export interface ReadRequest extends Subject {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/** A resource provider, without the wire: plain values in, plain values out, errors thrown. */
export interface Provider {
  /** The package's name, e.g. `random`. */
  readonly name: string;
  checkConfig(inputs: PropertyMap): Promise<readonly CheckFailure[]>;
  configure(inputs: PropertyMap, log: EngineLog): Promise<void>;
  check(
    subject: Subject,
    olds: PropertyMap,
    news: PropertyMap,
    autonaming: Autonaming | undefined,
  ): Promise<Checked>;
  diff(subject: Subject, oldInputs: PropertyMap, newInputs: PropertyMap): Promise<Difference>;
  /** Makes the resource; in a preview nothing is made, the id is empty and what is not known yet is unknown. */
  create(request: CreateRequest): Promise<{ readonly id: string; readonly outputs: PropertyMap }>;
  /** The resource, or undefined where it is gone. */
  read(request: ReadRequest): Promise<Live | undefined>;
  update(request: UpdateRequest): Promise<PropertyMap>;
  delete(request: DeleteRequest): Promise<void>;
  /** Ends every wait; operations under way answer soon, with what they have. */
  cancel(): void;
}
