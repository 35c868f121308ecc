package main

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p/discover"
	"github.com/ethereum/go-ethereum/p2p/enode"
)

// probeDiscv5 pings the UDP endpoint that a node record announces. Only the owner of the record's key can answer.
func probeDiscv5(_ context.Context, record string) (answer, error) {
	node, err := enode.Parse(enode.ValidSchemes, record)
	if err != nil {
		return answer{}, err
	}
	endpoint, ok := node.UDPEndpoint()
	if !ok {
		return answer{}, errors.New("the record has no UDP endpoint")
	}
	key, err := crypto.GenerateKey()
	if err != nil {
		return answer{}, err
	}
	database, err := enode.OpenDB("")
	if err != nil {
		return answer{}, err
	}
	defer database.Close()
	conn, err := net.ListenUDP("udp4", nil)
	if err != nil {
		return answer{}, err
	}
	listener, err := discover.ListenV5(conn, enode.NewLocalNode(database, key), discover.Config{PrivateKey: key})
	if err != nil {
		return answer{}, err
	}
	defer listener.Close()
	pong, err := listener.Ping(node)
	if err != nil {
		return answer{}, fmt.Errorf("ping %v: %w", endpoint, err)
	}
	return answer{Address: endpoint.String(), Offers: []string{fmt.Sprintf("record %d", pong.ENRSeq)}}, nil
}
