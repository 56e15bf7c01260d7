// Package checktest makes whole submissions for tests: valid ones for every operation, and one for each row of the specification's
// table of errors that can be known before sending.
package checktest
