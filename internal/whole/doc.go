// Package whole writes files that are whole as soon as they have their name: under another name beside their place, renamed at
// the end.
//
// What was there before stays until then. A program that is ended by force leaves the half under its other name.
package whole
