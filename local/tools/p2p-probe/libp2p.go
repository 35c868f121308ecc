package main

import (
	"context"
	"fmt"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	quic "github.com/libp2p/go-libp2p/p2p/transport/quic"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
)

// probeLibp2p dials exactly the multiaddress, which says the transport, and lets the node identify itself. The security
// handshake fails where the node is not the one that the address ends with.
func probeLibp2p(ctx context.Context, address string) (answer, error) {
	node, err := peer.AddrInfoFromString(address)
	if err != nil {
		return answer{}, err
	}
	// The transports and the security of consensus clients:
	// https://github.com/ethereum/consensus-specs/blob/master/specs/phase0/p2p-interface.md
	host, err := libp2p.New(
		libp2p.NoListenAddrs,
		libp2p.Transport(tcp.NewTCPTransport),
		libp2p.Transport(quic.NewTransport),
		libp2p.Security(noise.ID, noise.New),
		libp2p.DisableRelay(),
		libp2p.DisableMetrics(),
	)
	if err != nil {
		return answer{}, err
	}
	defer host.Close()
	if err := host.Connect(network.WithForceDirectDial(ctx, "probe"), *node); err != nil {
		return answer{}, err
	}
	connections := host.Network().ConnsToPeer(node.ID)
	if len(connections) == 0 {
		return answer{}, fmt.Errorf("connected and closed at once")
	}
	got := answer{Address: connections[0].RemoteMultiaddr().String()}
	if name, err := host.Peerstore().Get(node.ID, "AgentVersion"); err == nil {
		got.Client = fmt.Sprint(name)
	}
	protocols, err := host.Peerstore().GetProtocols(node.ID)
	if err != nil {
		return answer{}, err
	}
	for _, protocol := range protocols {
		got.Offers = append(got.Offers, string(protocol))
	}
	return got, nil
}
