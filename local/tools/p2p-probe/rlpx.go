package main

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/p2p/rlpx"
	"github.com/ethereum/go-ethereum/rlp"
)

// The first messages of every RLPx connection: https://github.com/ethereum/devp2p/blob/master/rlpx.md
const (
	helloMessage      = 0
	disconnectMessage = 1
	baseProtocol      = 5
)

// hello is the "Hello" message, whose fields after these are ignored as the specification demands.
type hello struct {
	Version    uint64
	Name       string
	Caps       []p2p.Cap
	ListenPort uint64
	ID         []byte
	Rest       []rlp.RawValue `rlp:"tail"`
}

// probeRlpx does both handshakes of RLPx: the encrypted one, which only the owner of the enode's key can finish, and the
// exchange of hellos.
func probeRlpx(ctx context.Context, url string) (answer, error) {
	node, err := enode.ParseV4(url)
	if err != nil {
		return answer{}, err
	}
	endpoint, ok := node.TCPEndpoint()
	if !ok {
		return answer{}, errors.New("no TCP endpoint")
	}
	var dialer net.Dialer
	fd, err := dialer.DialContext(ctx, "tcp", endpoint.String())
	if err != nil {
		return answer{}, err
	}
	defer fd.Close()
	if err := fd.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return answer{}, err
	}
	key, err := crypto.GenerateKey()
	if err != nil {
		return answer{}, err
	}
	conn := rlpx.NewConn(fd, node.Pubkey())
	if _, err := conn.Handshake(key); err != nil {
		return answer{}, fmt.Errorf("encryption handshake: %w", err)
	}
	return greet(conn, key, endpoint.String())
}

func greet(conn *rlpx.Conn, key *ecdsa.PrivateKey, address string) (answer, error) {
	ours, err := rlp.EncodeToBytes(&hello{
		Version: baseProtocol,
		Name:    "p2p-probe",
		Caps:    []p2p.Cap{{Name: "eth", Version: 68}, {Name: "eth", Version: 69}},
		ID:      crypto.FromECDSAPub(&key.PublicKey)[1:],
	})
	if err != nil {
		return answer{}, err
	}
	if _, err := conn.Write(helloMessage, ours); err != nil {
		return answer{}, fmt.Errorf("hello: %w", err)
	}
	code, data, _, err := conn.Read()
	if err != nil {
		return answer{}, fmt.Errorf("hello: %w", err)
	}
	if code == disconnectMessage {
		return answer{}, fmt.Errorf("hello: disconnected, reason %x", data)
	}
	var theirs hello
	if code != helloMessage {
		return answer{}, fmt.Errorf("hello: message %d came", code)
	}
	if err := rlp.DecodeBytes(data, &theirs); err != nil {
		return answer{}, fmt.Errorf("hello: %w", err)
	}
	got := answer{Address: address, Client: theirs.Name}
	for _, offer := range theirs.Caps {
		got.Offers = append(got.Offers, offer.String())
	}
	return got, nil
}
