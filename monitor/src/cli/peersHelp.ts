/** What `peers --help` prints, and what stands of it in the whole help. */
export const PEERS_HELP = `peers   prints what the server knows: each node's health and its reasons, the nodes, what is wrong, the mix of the
        peers, and the peers themselves, within 80 columns or the terminal's
  --url URL         the server           (default PEER_MONITOR_URL, else http://127.0.0.1:8600)
  --token-file F    has the token, where the server wants one
                                         (default PEER_MONITOR_TOKEN_FILE; PEER_MONITOR_TOKEN has the token itself)
  --node NAME       only this node
  --el, --cl        only the execution layer, only the consensus layer
  --level N         0 no peers; 1 peers; 2 with addresses; 3 with versions; 4 with both (default 4)
  --sort KEY        dir, age (longest first), client, version, node, country, asn, head, score, latency, id, address
                                         (default dir: out before in, the longest first)
  --watch SECONDS   prints again and again, until interrupted
  --json            prints the server's JSON instead
  --ndjson          prints a line of JSON for each peer instead
  columns           dir in: the peer called, out: the node did; ly el or cl; age since when it is connected, >= at least;
                    cc country; asn its network; head its newest block or slot less the node's; caps what it speaks,
                    or its custody groups; ms latency; flags S static, T trusted, N new, / not alone in its subnet
                    What nothing is known of has no column; what does not fit is left out, the least important first.
  clients           ! past a third of the peers, !! past two thirds
  exit code         0 every node is well
                    1 some node has a warning, or was not asked yet
                    2 some node is in a critical state, such as a layer that is down or has no peers
                    3 the server cannot be reached, or wants a token
                    64 wrong usage
`;
