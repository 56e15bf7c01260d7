package browser

import (
	"context"
	"net/url"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// address is what to navigate to: a file of this disk by its path, or an address as it is. What an address serves itself is no foreign
// request.
func (p *Page) address(path string) string {
	if u, err := url.Parse(path); err == nil && u.Scheme != "" {
		p.mu.Lock()
		p.own = append(p.own, u.Scheme+"://"+u.Host+"/", "about:srcdoc", "blob:"+u.Scheme+"://"+u.Host+"/")
		p.mu.Unlock()
		return path
	}
	return ""
}

// Upload chooses files for a field.
func (p *Page) Upload(selector string, files ...string) {
	p.t.Helper()
	var paths []string
	for _, f := range files {
		abs, err := filepath.Abs(f)
		require.NoError(p.t, err)
		paths = append(paths, abs)
	}
	ctx, cancel := context.WithTimeout(p.ctx, 60*time.Second)
	defer cancel()
	require.NoError(p.t, chromedp.Do(ctx, chromedp.SetUploadFiles(selector, paths)))
}

// Image is what the window shows, as PNG.
func (p *Page) Image() []byte {
	p.t.Helper()
	b, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	require.NoError(p.t, err)
	return b
}

// Offline cuts the network, or joins it again.
func (p *Page) Offline(cut bool) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: cut, DownloadThroughput: -1, UploadThroughput: -1})
	require.NoError(p.t, err)
}
