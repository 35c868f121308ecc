import { type Found, findAddress, type Place } from "../advertise/where.ts";
import type { Layer } from "../peers/clientName.ts";
import { isGlobal } from "../peers/globalAddress.ts";
import { type NodeRecord, parseEnode, parseNodeRecord } from "../peers/nodeRecord.ts";
import { asObject } from "../peers/read.ts";
import { compare } from "./compare.ts";
import type { ExposureSettings } from "./flags.ts";
import type { ExposureReading, LayerExposure } from "./reading.ts";

/** Where a node can be reached changes rarely, and servers of others are asked for it. Milliseconds. */
const LOOK_AGAIN_MS = 15 * 60_000;
/** After a failure: sooner. */
const RETRY_MS = 60_000;

/** An address where the node is reached, or why that is not known. */
type Reached = { readonly address: string; readonly from: string } | { readonly why: string };

/** Compares what both clients of a node tell their peers with how they are exposed. */
export class ExposureChecker {
  readonly #settings: ExposureSettings;
  readonly #find: (place: Place) => Promise<Found>;
  #atNode: Reached = { why: "the address is being looked up" };
  #lookAgainAt = 0;

  constructor(settings: ExposureSettings, find: (place: Place) => Promise<Found> = findAddress) {
    this.#settings = settings;
    this.#find = find;
  }

  /**
   * Waits for nobody: where the node is reached is looked up meanwhile, and compared from the next time on.
   *
   * @param nodeInfo the execution client's `admin_nodeInfo`
   * @param identity the consensus client's `/eth/v1/node/identity`; an Error where it could not be asked
   */
  check(nodeInfo: unknown, identity: unknown): ExposureReading {
    this.#lookUp();
    return {
      execution: this.#layer("execution", nodeInfo),
      consensus: this.#layer("consensus", identity),
    };
  }

  #layer(layer: Layer, info: unknown): LayerExposure {
    const record = recordOf(info, layer);
    if (typeof record === "string") return { announced: null, problems: [], unchecked: record };
    const reached = this.#reached(layer);
    const known = "address" in reached;
    return {
      announced: describe(record),
      problems: compare(record, {
        address: known ? reached.address : null,
        from: known ? reached.from : "",
        ports: this.#settings.ports[layer],
        publicNetwork: this.#settings.publicNetwork,
      }),
      unchecked: known ? null : `the address could not be compared: ${reached.why}`,
    };
  }

  #reached(layer: Layer): Reached {
    const { balancers, publicNetwork } = this.#settings;
    const balancer = balancers[layer];
    if (balancer === null) return this.#atNode;
    if (balancer === "unknown") return { why: "its load balancer's address is not known here" };
    return publicNetwork && !isGlobal(balancer)
      ? { why: `its load balancer has ${balancer}, and something before it a public address` }
      : { address: balancer, from: "its load balancer" };
  }

  #lookUp(): void {
    const { balancers } = this.#settings;
    const atNode = balancers.execution === null || balancers.consensus === null;
    if (!atNode || Date.now() < this.#lookAgainAt) return;
    this.#lookAgainAt = Date.now() + LOOK_AGAIN_MS;
    void this.#find(this.#settings).then(
      (found) => {
        this.#atNode = found;
      },
      (error: unknown) => {
        this.#atNode = { why: messageOf(error) };
        this.#lookAgainAt = Date.now() + RETRY_MS;
      },
    );
  }
}

/** What a client tells its peers, from its own words; a text says why it is not known. */
function recordOf(info: unknown, layer: Layer): NodeRecord | string {
  if (info instanceof Error) return `the ${layer} client could not be asked: ${info.message}`;
  const { enr, enode } = asObject(info) ?? {};
  if (typeof enr === "string" && enr !== "") {
    try {
      return parseNodeRecord(enr);
    } catch (error) {
      return `the ${layer} client's record cannot be read: ${messageOf(error)}`;
    }
  }
  const record = typeof enode === "string" ? parseEnode(enode) : null;
  return record ?? `the ${layer} client does not say what it announces`;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

function describe(record: NodeRecord): string {
  const ports = (["tcp", "udp", "quic"] as const).flatMap((carrier) =>
    record[carrier] === null ? [] : [`${carrier} ${record[carrier]}`],
  );
  return [record.ip ?? "no address", ...ports].join(" ");
}
