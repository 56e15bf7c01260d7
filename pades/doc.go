// Package pades decides about the signatures of a PDF as the gateway of the FSE does.
package pades
