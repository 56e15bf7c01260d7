package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/gateway/rehearsal"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/httpserver"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
)

func newGateway() *cobra.Command {
	return group("gateway", newGatewayServe(), newGatewayPKI())
}

// serveFlags are the flags of gateway serve.
type serveFlags struct {
	listen, control, catalog, state string
	tlsCert, tlsKey, clientCA, pki  string
	ready                           string
	plain, quiet, verbose           bool
	maxBody                         int64
	connections                     int
	call                            callFlags
}

func newGatewayServe() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:  "serve",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.listen, "listen", "127.0.0.1:8443", "")
	fl.StringVar(&f.control, "control", "", "")
	fl.StringVar(&f.catalog, "catalog", "", "")
	fl.StringVar(&f.state, "state", "", "")
	fl.StringVar(&f.tlsCert, "tls-cert", "", "")
	fl.StringVar(&f.tlsKey, "tls-key", "", "")
	fl.StringVar(&f.clientCA, "client-ca", "", "")
	fl.StringVar(&f.pki, "pki", "", "")
	fl.StringVar(&f.ready, "ready", "", "")
	fl.BoolVar(&f.plain, "plain", false, "")
	fl.StringVar(&f.call.profile, "profile", "national", "")
	fl.StringVar(&f.call.environment, "environment", "stage", "")
	f.call.declareGeneration(fl)
	fl.StringVar(&f.call.ca, "ca", "", "")
	fl.BoolVar(&f.call.single, "single-certificate", false, "")
	fl.Int64Var(&f.maxBody, "max-body", 64<<20, "")
	fl.IntVar(&f.connections, "max-connections", 1024, "")
	fl.BoolVarP(&f.quiet, "quiet", "q", false, "")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "")
	return cmd
}

func (f *serveFlags) run(cmd *cobra.Command) error {
	f.call.operation, f.call.rehearsed = "validation", true
	if err := f.usePKI(cmd); err != nil {
		return err
	}
	if f.call.ca == "" {
		f.call.ca = f.clientCA
	}
	if f.maxBody < 1 || f.connections < 1 {
		return texts.Error("max-body-and-max-connections-count", nil)
	}
	call, err := f.call.call(cmd.InOrStdin())
	if err != nil {
		return err
	}
	settings, err := f.tls()
	if err != nil {
		return err
	}
	catalog, err := openCatalog(f.catalog)
	if err != nil {
		return err
	}
	defer catalog.Close()
	o := rehearsal.Options{Catalog: catalog, Profile: call.Profile, Environment: call.Environment, Call: call, StateFile: f.state, MaxBody: f.maxBody}
	o.Explain, o.Lang = f.verbose, language(cmd)
	if !f.quiet {
		o.Log = slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
	}
	server, err := rehearsal.New(o)
	if err != nil {
		return err
	}
	defer server.Close()
	if catalog.Starter() {
		note(cmd, texts.Text("starter-rehearsal", nil))
	}
	return f.serve(cmd, server, settings)
}

// addressFile holds the address of the last rehearsal in the folder of its certificates.
const addressFile = "address"

// usePKI serves with the certificates of a folder, and makes them when it is not there.
func (f *serveFlags) usePKI(cmd *cobra.Command) error {
	if f.pki == "" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(f.pki, "ca.pem")); errors.Is(err, fs.ErrNotExist) {
		if err := makePKI(cmd, f.pki, defaultName, 1); err != nil {
			return err
		}
	}
	for flag, name := range map[*string]string{&f.tlsCert: "server.pem", &f.tlsKey: "server.key", &f.clientCA: "ca.pem"} {
		if *flag == "" {
			*flag = filepath.Join(f.pki, name)
		}
	}
	return nil
}

// tls returns the server's settings, nil for --plain.
func (f *serveFlags) tls() (*tls.Config, error) {
	if f.plain {
		if !wire.LoopbackAddress(f.listen) {
			return nil, texts.Error("plain-serves-on-loopback-address-only", lint.Values{"listen": f.listen})
		}
		return nil, nil
	}
	if f.tlsCert == "" || f.tlsKey == "" {
		return nil, hinted{texts.Error("no-certificate-to-serve-with", nil), texts.Text("fselint-gateway-pki-out-pki-makes", nil)}
	}
	c, err := serverTLS(f.tlsCert, f.tlsKey)
	if err != nil || f.clientCA == "" {
		return c, err
	}
	data, err := whole.Read(f.clientCA, certificate.MaxSize)
	if err != nil {
		return nil, err
	}
	c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
	if !c.ClientCAs.AppendCertsFromPEM(data) {
		return nil, texts.Error("client-ca-no-certificate-in", lint.Values{"clientca": f.clientCA})
	}
	return c, nil
}

// serverTLS are the settings of a server with a certificate and its key.
func serverTLS(cert, key string) (*tls.Config, error) {
	if err := client.Private(key); err != nil {
		return nil, err
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// listener is an address with what answers there, and what is said of it.
type listener struct {
	net.Listener
	handler http.Handler
	name    string
}

// listen opens an address, with TLS where there are settings.
func listen(address string, settings *tls.Config, h http.Handler) (listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return listener{}, err
	}
	if settings == nil {
		return listener{l, h, "http://" + l.Addr().String()}, nil
	}
	return listener{tls.NewListener(l, settings), h, "https://" + l.Addr().String()}, nil
}

// serve answers until the command is interrupted, and lets the calls under way finish.
func (f *serveFlags) serve(cmd *cobra.Command, server *rehearsal.Server, settings *tls.Config) error {
	main, err := listen(f.listen, settings, server)
	if err != nil {
		return err
	}
	all := []listener{main}
	if f.control != "" {
		if !wire.LoopbackAddress(f.control) {
			_ = main.Close()
			return texts.Error("control-must-be-loopback-address-not", lint.Values{"control": f.control})
		}
		control, err := listen(f.control, nil, server.Control())
		if err != nil {
			_ = main.Close()
			return err
		}
		control.name = "control " + control.name
		all = append(all, control)
	}
	if f.pki != "" {
		if err := whole.Write(filepath.Join(f.pki, addressFile), whole.Bytes([]byte(main.name+"\n"))); err != nil {
			return err
		}
	}
	return serveAll(cmd, all, f.connections, f.ready)
}

// serveAll answers on all addresses until the command is interrupted, and lets the requests under way finish. The addresses are written
// to the file ready, if it has a name.
func serveAll(cmd *cobra.Command, all []listener, connections int, ready string) (err error) {
	ended := make(chan error, len(all)+1)
	var servers []*http.Server
	var addresses strings.Builder
	for _, l := range all {
		h := httpserver.New(l.handler, connections)
		servers = append(servers, h)
		fmt.Fprintf(cmd.OutOrStdout(), "listening on %s\n", l.name)
		fmt.Fprintln(&addresses, l.name[strings.LastIndexByte(l.name, ' ')+1:])
		go func() { ended <- h.Serve(l.Listener) }()
	}
	if ready != "" {
		if err := whole.Write(ready, func(w io.Writer) error {
			_, err := io.WriteString(w, addresses.String())
			return err
		}); err != nil {
			ended <- err
		}
	}
	select {
	case err = <-ended:
	case <-cmd.Context().Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(cmd.Context()), 10*time.Second)
	defer cancel()
	for _, h := range servers {
		err = errors.Join(err, h.Shutdown(ctx))
	}
	return err
}
