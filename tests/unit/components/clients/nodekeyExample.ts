/**
 * A P2P key, and what a program of others makes of it for the clients that want no bare key.
 *
 * Source: https://github.com/ethpandaops/nodekey-tools, README.md.
 */
export const nodekeyExample = {
  key: "000bbc3112bd249176b12e0f40ecaa1ec2c6b89e8b6d9cd244e609693a891b7b",
  libp2p: {
    id: "16Uiu2HAm9hPUmSZbyoRjQvF7T1MGh5XNYPNPcSZsrHtDBpib5PW2",
    pubKey: "CAISIQLUCkC2vbakeqSY6TdJqTSmpshGPaR/Q3qzWHzInIzzyw==",
    privKey: "CAISIAALvDESvSSRdrEuD0Dsqh7Cxriei22c0kTmCWk6iRt7",
  },
  keystore: {
    crypto: {
      kdf: {
        function: "scrypt",
        params: {
          dklen: 32,
          n: 262144,
          p: 1,
          r: 8,
          salt: "30394f01359a1ef72723295cacc448b65499d775ae731f91df742ce2733fe44a",
        },
        message: "",
      },
      checksum: {
        function: "sha256",
        params: {},
        message: "391df780251bcb57fa10b5679f08e99d92dd59695b077c80d6dd559fb57b2b48",
      },
      cipher: {
        function: "aes-128-ctr",
        params: { iv: "290d492a891cfa203592a4ce85765cf7" },
        message: "b47507de06419e1986dfc1dcddf79d58efbebda87d638f98c8bd1b290f8cebe5fa18eb70",
      },
    },
    pubkey: "0802122102d40a40b6bdb6a47aa498e93749a934a6a6c8463da47f437ab3587cc89c8cf3cb",
    uuid: "2e00d87c-7fe9-4998-9243-7454195508f2",
    version: 1,
  },
} as const;
