import { PEERS_HELP } from "./peersHelp.ts";

/** What `--help` prints. */
export const HELP = `peer-monitor: shows the peers that each Ethereum node is connected to, on both layers

usage: node src/main.ts <command> [flags]

agent   runs beside an execution client, as the same user, and reads it over its IPC socket
  --ipc PATH        the client's socket                       (default /ipc/geth.ipc)
  --listen H:P      serves /v1/execution and /healthz here,
                    and with --beacon /v1/sync, /v1/answers   (default 0.0.0.0:8601)
  --rpc URL         asks the client here and uses no socket;
                    of the peers only their number is known   (no default)
  --beacon URL      the consensus client's beacon API         (no default)
  with --beacon:
  --chain-id N            the chain that the node must be on
  --seconds-per-slot N    of its consensus layer
  --max-head-age N        the oldest head of a node in sync, seconds
  --min-peers N           the fewest peers of a node in sync
  --state FOLDER          remembers here when the node was last in sync
  --revision TEXT         tells this in /v1/sync
  to let the server act on peers, which nothing else does:
  --allow-actions --actions-token-file F
                    adds, removes and trusts peers for who has the file's token; needs --ipc
  where the node is exposed:
  --exposed L/C/P         layer L's port P over C: execution/tcp/30303, consensus/quic/13000; once for each
  --balancer L/IP         the address of the layer's load balancer, or unknown
                          (default: it is reached at its Kubernetes node)
  --node-ip IP            the Kubernetes node's address
  --public-network        peers are on the internet
  --stun H:P              a STUN server; asked where the Kubernetes node's address is private; once for each

serve   collects from all agents and beacon nodes
  --config FILE     the nodes, as JSON                        (default /config/nodes.json)
  --listen H:P      serves the page, /api, /metrics, /probe, /healthz,
                    /readyz here                              (default 0.0.0.0:8600; 127.0.0.1:8600 without a file)
  --tokens-file F   wants a token of this file: a line each of SUBJECT ROLE TOKEN; ROLE is viewer, operator or admin
  --anonymous-role  what those may who have none: none, viewer or operator
                                                              (default: none with --tokens-file, else operator)
                    Outside of Kubernetes one of both is needed to listen elsewhere than on loopback.
  or, for one node and without a file:
  --execution-rpc URL     the execution client's JSON-RPC port, with admin for the peers themselves
  --beacon URL            the consensus client's beacon API
  --prysm-metrics URL     the metrics of a Prysm, for its peers' clients
  --node-name NAME, --network NAME                            (default node, unknown)
  --history FOLDER        keeps joins, leaves and counts here (default: nowhere)
  Each flag has a variable, such as PEER_MONITOR_EXECUTION_RPC, that counts where the flag is not given.

fetch-files  runs before a client of a network that is not built into it: gets the network's files
  --execution-genesis URL | --consensus-config URL --consensus-genesis URL
                    the files: genesis.json, or config.yaml and genesis.ssz
  --bootnodes URL   enode URLs or node records, one a line or as a YAML list
  --sha256 NAME=HEX what a file (genesis.json, config.yaml, genesis.ssz, bootnodes.txt) must have; once for each
  --chain-id N, --genesis-time S
                    the network's, which the files must have
  --changes         the network begins anew now and then: the old chain's data is dropped then
  --out FOLDER      where the files go, and bootnodes.yaml    (default /network)
  --geth-config F   a configuration file of Geth's, written to the folder as geth.toml with the boot nodes
  --data FOLDER     the client's data, where copies are kept for the day when a server is away  (default /data)
  --timeout S       longest time for one answer               (default 120)
  --tries N         how often a file is asked for             (default 5)
  exit code         0 the files are there and are those of the chain in the data
                    1 they are not; the log says why
                    2 wrong usage

${PEERS_HELP}
advertise   runs before a client: finds the address that its peers are told to dial, and writes it into its configuration
  --node-ip IP      the Kubernetes node's address
  --public-network  a private address will not do
  --stun H:P        a STUN server, asked where the Kubernetes node's address will not do; two must agree; once for each
  --templates FOLDER --output FOLDER    copies the files with the address for ADVERTISED_ADDRESS
  --yaml FILE --yaml-key KEY            or sets a key of this file
  exit code         0 written, 1 there is no address that peers could dial, 2 wrong usage

checkpoint   runs before a consensus client with an empty database: its checkpoint endpoints must agree
  --endpoint URL    a beacon node that serves finalized states; once for each, best first
  --quorum N        how many must agree                       (default 2)
  --genesis-time S  the network's first slot, Unix time, by which an endpoint of another network is known
  --slots-per-epoch N                                         (default 32)
  --weak-subjectivity-checkpoint ROOT:EPOCH
                    a checkpoint that no endpoint may contradict
  --timeout S       longest time for all of it                (default 50)
  --database PATH   nobody is asked once this is there        (default /data/beaconchaindata/beaconchain.db)
  --record PATH     where the outcome is kept                 (default /data/checkpoint.json)
  --config PATH     the client's YAML configuration, into which the endpoint is written
                                                              (default /runtime/client.yaml)
  exit code         0 they agree, or there is a database already
                    2 wrong usage
                    3 two of them disagree
                    4 too few of them answered

gate   waits until a node that was upgraded is back, before the next one is
  --agent URL       the node's agent
  --revision TEXT   what the agent must tell in /v1/sync: that it is of the new pod
  --rpc URL         the Service that leads to the node while it is ready
  --node NAME, --namespace NAME
                    the node, for what is said to the user
  --was-in-sync-within TIME
                    a node that was last in sync longer ago needs only to answer (default 24h)
  --timeout TIME    longest wait                              (default 30m)
  --message-file F  where a failure's message is written too
  exit code         0 the node is back, or was not in sync before and answers
                    2 wrong usage
                    3 the node is not back in time
                    4 told to stop

await-head   waits until a beacon node has the newest blocks, before its validator client begins
  --beacon URL      its beacon API
  --slots N         how old its head may be                   (default 3)
  exit code         0 they are there, 2 wrong usage, 4 told to stop

--help, --version   print this, or the version

NO_COLOR turns colours off. LOG_LEVEL sets what agent, serve, gate and await-head log (default info).
`;
