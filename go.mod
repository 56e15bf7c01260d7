module fselint

go 1.26.1

require (
	github.com/digitorus/pkcs7 v0.0.0-20230818184609-3a137a874352
	github.com/go-jose/go-jose/v4 v4.1.8
	github.com/lestrrat-go/helium v0.7.0
	github.com/lestrrat-go/libxml2 v0.0.0-20260304224138-bb3877930cf7
	github.com/pdfcpu/pdfcpu v0.15.0
	github.com/rogpeppe/go-internal v1.16.0
	github.com/spf13/cobra v1.10.2
	github.com/spf13/pflag v1.0.10
	github.com/stretchr/testify v1.12.1
	go.yaml.in/yaml/v3 v3.0.5
	golang.org/x/crypto v0.54.0
	golang.org/x/sys v0.47.0
	golang.org/x/text v0.40.0
	software.sslmate.com/src/go-pkcs12 v0.7.1
)

require (
	github.com/clipperhouse/uax29/v2 v2.7.0 // indirect
	github.com/dlclark/regexp2 v1.12.0 // indirect
	github.com/hhrutter/tiff v1.0.6 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/mattn/go-runewidth v0.0.27 // indirect
	github.com/pkg/errors v0.9.1 // indirect
	golang.org/x/image v0.44.0 // indirect
	golang.org/x/tools v0.47.0 // indirect
)
