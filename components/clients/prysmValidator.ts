import type { Network } from "../../networks/network.ts";
import { ports } from "../kubernetes/ports.ts";
import { privateChainFlags, prysm } from "./prysm.ts";

/** Where things are inside the validator's container. */
export const validatorPaths = { data: "/data", chainConfig: prysm.paths.chainConfig } as const;

/** What the validator client's command line is made from. */
export interface ValidatorFlagArgs {
  readonly network: Network;
  /** The beacon node's gRPC address: `node-0-prysm.ethereum.svc.cluster.local:4000`. */
  readonly beaconRpc: string;
  /** How many of the private chain's validators this client signs for. */
  readonly count: number;
  /** The number of the first of them. Two clients must never sign for the same one: that is slashable. */
  readonly firstIndex: number;
  /** The account that block rewards are paid to. */
  readonly feeRecipient: string;
}

/** The image of a version, such as `7.0.0`. */
export const validatorImage = (version: string): string =>
  `offchainlabs/prysm-validator:v${version}`;

/**
 * The command line of Prysm's validator client on a private chain, whose keys are derived from their numbers and known to
 * everybody.
 *
 * Source: Prysm v7.0.0 cmd/validator/flags/flags.go, cmd/validator/flags/interop.go.
 */
export function validatorFlags(args: ValidatorFlagArgs): string[] {
  return [
    "--accept-terms-of-use",
    ...privateChainFlags(args.network).filter((flag) => flag.startsWith("--chain-config-file")),
    `--datadir=${validatorPaths.data}`,
    `--interop-num-validators=${args.count}`,
    `--interop-start-index=${args.firstIndex}`,
    `--beacon-rpc-provider=${args.beaconRpc}`,
    `--suggested-fee-recipient=${args.feeRecipient}`,
    "--monitoring-host=0.0.0.0",
    `--monitoring-port=${ports.validator.metrics}`,
    "--log-format=json",
  ];
}
