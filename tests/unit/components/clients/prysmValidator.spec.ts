import assert from "node:assert/strict";

import { validatorFlags, validatorImage } from "../../../../components/clients/prysmValidator.ts";
import { devnet } from "../../../../networks/devnet.ts";

describe("the command line of Prysm's validator client", () => {
  it("on a private chain", () => {
    assert.deepEqual(
      validatorFlags({
        network: devnet,
        beaconRpc: "node-0-prysm:4000",
        count: 8,
        firstIndex: 16,
        feeRecipient: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
      }),
      [
        "--accept-terms-of-use",
        "--chain-config-file=/config/config.yaml",
        "--datadir=/data",
        "--interop-num-validators=8",
        "--interop-start-index=16",
        "--beacon-rpc-provider=node-0-prysm:4000",
        "--suggested-fee-recipient=0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        "--monitoring-host=0.0.0.0",
        "--monitoring-port=8081",
        "--log-format=json",
      ],
    );
  });
});

describe("the validator client's image", () => {
  it("is the published one of the version", () => {
    assert.equal(validatorImage("7.0.0"), "offchainlabs/prysm-validator:v7.0.0");
  });
});
