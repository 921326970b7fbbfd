package testserver

import (
	"bufio"
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
)

// Ports are taken from below the range that Linux gives to outgoing connections (32768 and up), so
// that no client of anybody's can be standing on one while its server is stopped.
const (
	lowestPort  = 15000
	highestPort = 32000
)

// freePort is a loopback port on which nothing listens now.
func freePort() (int, error) {
	for range 100 {
		port := lowestPort + rand.IntN(highestPort-lowestPort)
		listener, err := net.Listen("tcp", address(port))
		if err == nil {
			return port, listener.Close()
		}
	}
	return 0, errors.New("no free loopback port in 100 tries")
}

func address(port int) string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
}

// accepts says whether something listens on the port.
func accepts(port int) bool {
	conn, err := net.Dial("tcp", address(port))
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// greets says whether what listens on the port has sent a first line.
func greets(port int) bool {
	conn, err := net.Dial("tcp", address(port))
	if err != nil {
		return false
	}
	defer conn.Close() //nolint:errcheck // nothing was written
	_, err = bufio.NewReader(conn).ReadString('\n')
	return err == nil
}
