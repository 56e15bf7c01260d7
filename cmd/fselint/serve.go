package main

import (
	"crypto/tls"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/serve"
	"github.com/fselint/fselint/serve/upload"
	"github.com/fselint/fselint/validate"
)

// envServeToken is the token that callers of the service must show.
const envServeToken = "FSELINT_SERVE_TOKEN"

// pageFlags are the flags of serve.
type pageFlags struct {
	listen, catalog, registry string
	line                      lineFlag
	tlsCert, tlsKey, ready    string
	public                    bool
	maxBody                   int64
	timeout                   time.Duration
	jobs, waiting             int
	connections               int
}

func newServe() *cobra.Command {
	var f pageFlags
	cmd := &cobra.Command{
		Use:  "serve",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.listen, "listen", "127.0.0.1:8080", "")
	fl.BoolVar(&f.public, "public", false, "")
	fl.StringVar(&f.tlsCert, "tls-cert", "", "")
	fl.StringVar(&f.tlsKey, "tls-key", "", "")
	fl.StringVar(&f.catalog, "catalog", "", "")
	f.line.declare(cmd)
	fl.StringVar(&f.registry, "registry", "", "")
	fl.Int64Var(&f.maxBody, "max-body", 64<<20, "")
	fl.DurationVar(&f.timeout, "timeout", time.Minute, "")
	fl.IntVarP(&f.jobs, "jobs", "j", 0, "")
	fl.IntVar(&f.waiting, "max-waiting", 0, "")
	fl.IntVar(&f.connections, "max-connections", 1024, "")
	fl.StringVar(&f.ready, "ready", "", "")
	return cmd
}

func (f *pageFlags) run(cmd *cobra.Command) error {
	if f.maxBody < 1 || f.connections < 1 {
		return texts.Error("max-body-and-max-connections-count", nil)
	}
	if f.jobs < 0 || f.waiting < 0 {
		return texts.Error("jobs-must-not-be-negative", nil)
	}
	if f.timeout <= 0 {
		return texts.Error("timeout-must-not-be-negative", nil)
	}
	loopback := wire.LoopbackAddress(f.listen)
	if !loopback && !f.public {
		return hinted{texts.Error("serve-beyond-this-machine", lint.Values{"listen": f.listen}), texts.Text("serve-public", nil)}
	}
	settings, err := f.tls()
	if err != nil {
		return err
	}
	line, err := f.line.line()
	if err != nil {
		return err
	}
	catalog, err := openPinnedCatalog(f.catalog, line, nil)
	if err != nil {
		return err
	}
	defer catalog.Close()
	found, err := locateRegistry(f.registry, nil)
	if err != nil {
		return err
	}
	var accredited *registry.Registry
	if found.Found() {
		if accredited, err = found.Open(); err != nil {
			return err
		}
	}
	if catalog.Starter() {
		note(cmd, texts.Text("starter-serve", nil))
	}
	judge := upload.New(upload.Options{
		Version: toolVersion(), Catalog: catalog, Registry: accredited, Source: found.Source, Lang: language(cmd),
		Limits: validate.Limits{Time: f.timeout, InputBytes: f.maxBody},
	})
	if os.Getenv("GOMEMLIMIT") == "" { // what large requests leave behind is given back
		debug.SetMemoryLimit(4*f.maxBody + 128<<20)
	}
	handler := serve.New(serve.Options{
		Judge: judge, Lang: language(cmd), MaxBody: f.maxBody, Time: f.timeout, AtOnce: f.jobs, Waiting: f.waiting,
		Token: os.Getenv(envServeToken), Loopback: loopback,
	})
	l, err := listen(f.listen, settings, handler)
	if err != nil {
		return err
	}
	return serveAll(cmd, []listener{l}, f.connections, f.ready)
}

// tls returns the server's settings, nil for none.
func (f *pageFlags) tls() (*tls.Config, error) {
	if f.tlsCert == "" && f.tlsKey == "" {
		return nil, nil
	}
	if f.tlsCert == "" || f.tlsKey == "" {
		return nil, texts.Error("tls-cert-and-tls-key-go-together", nil)
	}
	return serverTLS(f.tlsCert, f.tlsKey)
}
