import { z } from "zod";
import { offeredNetworks } from "../../networks/index.ts";
import * as value from "../values.ts";
import { only } from "./shared.ts";

const wholeNumber = (what: string, min: number) =>
  z
    .int(`${what}, a whole number from ${min} up`)
    .min(min, `${what}, a whole number from ${min} up`);

const httpUrl = z.url({ protocol: /^https?$/, error: "an http or https URL" });

const sha256 = z
  .string("64 hexadecimal digits")
  .regex(/^[0-9a-fA-F]{64}$/, "64 hexadecimal digits")
  .toLowerCase();

const file = only("a file", { url: httpUrl, sha256: sha256.optional() }).optional();

const fork = only("a fork", {
  name: z
    .string("a name of letters, digits and dashes")
    .regex(/^[A-Za-z][\w-]{0,39}$/, "a name of letters, digits and dashes"),
  epoch: wholeNumber("the epoch that it begins in", 0),
});

/** All of it is optional here; what a custom network cannot do without is looked for where the network is made. */
const customNetwork = only("a network", {
  chainId: wholeNumber("the chain id", 1).optional(),
  genesisTime: wholeNumber("the Unix time of the first slot", 1).optional(),
  secondsPerSlot: wholeNumber("seconds", 1).optional(),
  slotsPerEpoch: wholeNumber("slots", 1).optional(),
  executionGenesis: file,
  consensusConfig: file,
  consensusGenesis: file,
  executionBootnodes: file,
  consensusBootnodes: file,
  depositContractBlock: wholeNumber("a block number", 0).optional(),
  privateAddresses: z.boolean("true or false").optional(),
  forks: z.array(fork, "a list of forks").optional(),
});

export const networkSettings = {
  network: z.string(offeredNetworks),
  customNetwork,
  nodesNamespace: value.objectName,
  monitoringNamespace: value.objectName,
};
