package main

import "github.com/spf13/cobra"

func newLedger() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ledger",
		Short: "What was sent to the gateway and what came of it",
		Long: `The ledger keeps every call that "fselint submit" made, with its X-CART-id and the gateway's answer, for good. It
lies in --ledger, else $` + envLedger + `, else fselint-ledger.db in this folder. It holds no tokens, keys or documents.`,
	}
	cmd.PersistentFlags().SortFlags = false
	cmd.AddCommand(newLedgerResolve())
	return cmd
}
