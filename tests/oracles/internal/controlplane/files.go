package controlplane

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"k8s.io/client-go/tools/clientcmd"
	api "k8s.io/client-go/tools/clientcmd/api"
)

// files are what the parts need to know each other.
type files struct {
	accountKey, tokens, kubeconfig, certificates string
}

func write(options Options) (files, error) {
	in := func(name string) string { return filepath.Join(options.Dir, name) }
	out := files{
		accountKey:   in("service-account.key"),
		tokens:       in("tokens.csv"),
		kubeconfig:   in("kubeconfig"),
		certificates: in("certificates"),
	}
	if err := writeKey(out.accountKey); err != nil {
		return out, err
	}
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return out, err
	}
	token := hex.EncodeToString(random)
	line := fmt.Sprintf("%s,admin,admin,system:masters\n", token)
	if err := os.WriteFile(out.tokens, []byte(line), 0o600); err != nil {
		return out, err
	}
	return out, writeKubeconfig(out.kubeconfig, options, token)
}

func writeKey(path string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	bytes, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: bytes})
	return os.WriteFile(path, block, 0o600)
}

// writeKubeconfig names the server by its address and does not check its certificate, which it makes
// for itself.
func writeKubeconfig(path string, options Options, token string) error {
	config := api.NewConfig()
	server := "https://" + net.JoinHostPort(options.Address, strconv.Itoa(options.Port))
	config.Clusters["default"] = &api.Cluster{Server: server, InsecureSkipTLSVerify: true}
	config.AuthInfos["admin"] = &api.AuthInfo{Token: token}
	config.Contexts["default"] = &api.Context{Cluster: "default", AuthInfo: "admin"}
	config.CurrentContext = "default"
	return clientcmd.WriteToFile(*config, path)
}
