// Command p2p-probe meets an Ethereum node as a stranger would: at exactly the address that it is given, over each of the
// transports that the node announces. It prints one JSON object and ends with 0 where the node answered, 1 where not.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

const usage = `usage: p2p-probe rlpx enode://ID@IP:PORT
       p2p-probe libp2p MULTIADDR/p2p/PEER-ID
       p2p-probe discv5 enr:RECORD
`

// answer is what a node said of itself.
type answer struct {
	Address string   `json:"address"`
	Client  string   `json:"client,omitempty"`
	Offers  []string `json:"offers,omitempty"`
}

var probes = map[string]func(context.Context, string) (answer, error){
	"rlpx":   probeRlpx,
	"libp2p": probeLibp2p,
	"discv5": probeDiscv5,
}

func main() {
	if len(os.Args) != 3 || probes[os.Args[1]] == nil {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	got, err := probes[os.Args[1]](ctx, os.Args[2])
	if err != nil {
		fmt.Fprintf(os.Stderr, "p2p-probe: %s: %v\n", os.Args[2], err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(got); err != nil {
		os.Exit(1)
	}
}
