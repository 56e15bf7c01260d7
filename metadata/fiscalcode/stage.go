package fiscalcode

import "slices"

// stageCodes are the codes of the made-up patients that the regional stage environment knows (specifiche-privati-RT v1.2,
// paragraph 6).
var stageCodes = [...]string{"RMSLSO31M04Z404R", "MNTMRA03M71C615V", "MNZLSN99E05F205J", "DRCGNN12A46A326K", "BRGLRZ80D58H501Q"}

// StageCodes lists the fiscal codes of the made-up patients of the stage environment. They must not be used in production.
func StageCodes() []string { return stageCodes[:] }

// IsStage tells whether the value is one of StageCodes.
func IsStage(s string) bool { return slices.Contains(stageCodes[:], s) }
