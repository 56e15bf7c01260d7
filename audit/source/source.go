// Package source reads documents from object storage: buckets of S3 and what speaks like it (MinIO, Ceph, versitygw, Google's
// interoperability), and, in builds with the tag clouds, of Google and Azure by their own interfaces.
//
// An address is that of package gocloud.dev/blob with a path: s3://bucket/folder?region=eu-south-1&endpoint=https://….
// Credentials come from where the vendor's tools take them: environment, files, the machine's own role.
package source

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"iter"
	"net/url"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"gocloud.dev/blob"
	_ "gocloud.dev/blob/s3blob" // s3://
	"gocloud.dev/gcerrors"

	"github.com/fselint/fselint/audit"
	"github.com/fselint/fselint/internal/walk"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)

// IsAddress reports whether the name of an input is that of object storage.
func IsAddress(name string) bool {
	scheme, _, found := strings.Cut(name, "://")
	return found && (scheme == "s3" || scheme == "gs" || scheme == "azblob")
}

// Object is one object that was found, or what could not be listed.
type Object struct {
	walk.Entry // its Path is the address without the settings behind "?"
	bucket     *blob.Bucket
	key        string
	size       int64
	changed    time.Time
	mark       string // ETag or digest, "" for none
}

// Find yields the documents at an address, in the order of their keys: the object of that key, or those below it as below a folder; one
// Object with an error where there is nothing at all. It stops when ctx ends.
func Find(ctx context.Context, address string, o walk.Options) iter.Seq[*Object] {
	return func(yield func(*Object) bool) {
		p, err := open(ctx, address)
		if err != nil {
			yield(&Object{Entry: walk.Entry{Path: shown(address), Rel: ".", Err: err}})
			return
		}
		list, some := p.bucket.List(&blob.ListOptions{Prefix: p.prefix}), false
		for ctx.Err() == nil {
			found, err := list.Next(ctx)
			switch {
			case errors.Is(err, io.EOF):
				if !some {
					yield(&Object{Entry: walk.Entry{Path: shown(address), Rel: ".", Err: nothing(address)}})
				}
				return
			case err != nil:
				yield(&Object{Entry: walk.Entry{Path: shown(address), Rel: ".", Err: explain(address, err)}})
				return
			}
			rel, below := strings.CutPrefix(found.Key, p.prefix)
			if !below || rel != "" && p.prefix != "" && !strings.HasSuffix(p.prefix, "/") && rel[0] != '/' || strings.HasSuffix(found.Key, "/") {
				continue // a neighbour whose name begins alike, or the mark of a folder
			}
			some = true
			name := path.Base(found.Key)
			if rel == "" {
				rel = name
			} else if o.Match != nil && !o.Match(name) {
				continue
			}
			rel = strings.TrimPrefix(rel, "/")
			if o.Shard.Has(rel) && !yield(p.object(found, rel)) {
				return
			}
		}
	}
}

// Probe tells whether an address can be read: an error says what is missing.
func Probe(ctx context.Context, address string) error {
	p, err := open(ctx, address)
	if err != nil {
		return err
	}
	_, err = p.bucket.List(&blob.ListOptions{Prefix: p.prefix}).Next(ctx)
	if errors.Is(err, io.EOF) {
		return nothing(address)
	}
	if err != nil {
		return explain(address, err)
	}
	return nil
}

// nothing is the error of an address below which there is no object.
func nothing(address string) error {
	return lint.Hinted(texts.Error("nothing-there", lint.Values{"address": shown(address)}), texts.Text("look-at-the-address", nil))
}

// place is an open bucket, and where in it an address points.
type place struct {
	bucket       *blob.Bucket
	root, prefix string
}

func (p place) object(o *blob.ListObject, rel string) *Object {
	found := &Object{
		Entry: walk.Entry{Path: p.root + o.Key, Rel: rel}, bucket: p.bucket, key: o.Key, size: o.Size, changed: o.ModTime, mark: string(o.MD5),
	}
	var s3 types.Object
	if o.As(&s3) && s3.ETag != nil {
		found.mark = *s3.ETag
	}
	return found
}

// buckets are those that were opened, by their addresses: they stay open, since documents are read long after they were listed.
var buckets sync.Map

func open(ctx context.Context, address string) (place, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return place{}, lint.Hinted(texts.Error("no-address", lint.Values{"address": lint.Show(address)}), texts.Text("addresses", nil))
	}
	p := place{root: u.Scheme + "://" + u.Host + "/", prefix: strings.TrimPrefix(u.Path, "/")}
	u.Path = ""
	q := u.Query()
	if u.Scheme == "s3" && (q.Has("endpoint") || os.Getenv("AWS_ENDPOINT_URL") != "" || os.Getenv("AWS_ENDPOINT_URL_S3") != "") && !q.Has("use_path_style") {
		q.Set("use_path_style", "true") // as servers beside Amazon's want it
	}
	u.RawQuery = q.Encode()
	if known, ok := buckets.Load(u.String()); ok {
		p.bucket = known.(*blob.Bucket)
		return p, nil
	}
	if p.bucket, err = blob.OpenBucket(ctx, u.String()); err != nil {
		if !blob.DefaultURLMux().ValidBucketScheme(u.Scheme) {
			return p, lint.Hinted(texts.Error("not-in-this-build", lint.Values{"scheme": u.Scheme + "://"}), texts.Text("build-with-clouds", nil))
		}
		return p, explain(address, err)
	}
	buckets.Store(u.String(), p.bucket)
	return p, nil
}

// shown is an address without its settings.
func shown(address string) string {
	name, _, _ := strings.Cut(address, "?")
	return name
}

// explain says what an error of a store is about, and what to do.
func explain(address string, err error) error {
	v := lint.Values{"address": shown(address), "err": err}
	switch gcerrors.Code(err) {
	case gcerrors.PermissionDenied:
		return lint.Hinted(texts.Error("not-allowed", v), texts.Text("credentials", nil))
	case gcerrors.NotFound:
		return lint.Hinted(texts.Error("not-there", v), texts.Text("look-at-the-address", nil))
	}
	return lint.Hinted(texts.Error("store", v), texts.Text("credentials", nil))
}

// Item is the object as one to be judged.
func (o *Object) Item(ctx context.Context) audit.Item {
	if o.Err != nil {
		return audit.Unreadable(o.Path, o.Err)
	}
	return audit.Item{Path: o.Path, Load: func(limit int64) ([]byte, audit.Stat, error) {
		now := time.Now()
		data, err := o.read(ctx, limit)
		if err != nil {
			return nil, audit.Stat{}, validate.Reading(err)
		}
		return data, audit.Stat{Size: o.size, ModTime: o.ModTime(), Read: now}, nil
	}}
}

// Bundle is the object as one to be checked.
func (o *Object) Bundle(ctx context.Context) *validate.Bundle {
	return &validate.Bundle{Path: o.Path, Load: func(limit int64) ([]byte, error) {
		if o.Err != nil {
			return nil, o.Err
		}
		data, err := o.read(ctx, limit)
		if err != nil {
			err = validate.Reading(err)
		}
		return data, err
	}}
}

// readTime bounds the reading of one object: a store that falls silent holds up nobody for ever.
const readTime = 5 * time.Minute

// read reads the object as it was listed.
func (o *Object) read(ctx context.Context, limit int64) ([]byte, error) {
	if o.size > limit {
		return nil, &whole.TooLargeError{Limit: limit}
	}
	ctx, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	r, err := o.bucket.NewReader(ctx, o.key, nil)
	if err != nil {
		return nil, explain(o.Path, err)
	}
	defer r.Close()
	if r.Size() != o.size || !r.ModTime().Truncate(time.Second).Equal(o.changed.Truncate(time.Second)) {
		return nil, texts.Error("changed", lint.Values{"address": o.Path})
	}
	data, err := whole.ReadAll(r, o.size, limit)
	if err == nil && int64(len(data)) != o.size {
		err = fmt.Errorf("%s: %w", o.Path, io.ErrUnexpectedEOF)
	}
	return data, err
}

// An Object is its own fs.FileInfo, by which an audit knows it again.

// Name is the key.
func (o *Object) Name() string { return o.key }

// Size is in bytes.
func (o *Object) Size() int64 { return o.size }

// Mode is that of a file.
func (o *Object) Mode() fs.FileMode { return 0 }

// IsDir is false.
func (o *Object) IsDir() bool { return false }

// Sys is nothing.
func (o *Object) Sys() any { return nil }

// ModTime is the time of the last change, which stores know to the second; what lies below a second tells ETags apart, so that an object
// that was replaced within it is not taken for the same.
func (o *Object) ModTime() time.Time {
	h := fnv.New32a()
	_, _ = h.Write([]byte(cmp.Or(o.mark, "none")))
	return o.changed.Truncate(time.Second).Add(time.Duration(h.Sum32() % 1e9))
}
