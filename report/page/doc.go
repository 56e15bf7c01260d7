// Package page holds what fselint's HTML pages share: frame, looks, colours for screen (light and dark) and paper, icons and
// small charts.
//
// A page is one file that asks nothing of anybody: styles and scripts stand in it and are named by their digests in a content
// security policy that forbids all else, markup made from strings included. It works opened from a disk.
package page
