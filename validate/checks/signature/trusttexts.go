package signaturecheck

import (
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades/trust"
)

// TrustReasons say in words why somebody is trusted, not trusted or not judged.
var TrustReasons = map[trust.Reason]lint.Text{
	trust.NoTrustData:       {IT: "nessun certificato e nessuna lista di fiducia di cui fidarsi (--trust)", EN: "no certificate and no trusted list was given to trust (--trust)"},
	trust.NoTime:            {IT: "il momento della firma non è noto", EN: "the time of the signature is unknown"},
	trust.Unreadable:        {IT: "il certificato non si può leggere o la sua chiave non si può usare", EN: "the certificate cannot be read, or its key cannot be used"},
	trust.IssuerMissing:     {IT: "manca il certificato di chi lo ha emesso: aggiungerlo alla firma o a --trust", EN: "the certificate of its issuer is missing: embed it in the signature or add it to --trust"},
	trust.UntrustedRoot:     {IT: "autofirmato, e non tra quelli di cui ci si fida", EN: "self-signed, and not among those that are trusted"},
	trust.BadSignature:      {IT: "non firmato da chi dice di averlo emesso", EN: "not signed by the issuer that it names"},
	trust.Expired:           {IT: "già scaduto al momento della firma", EN: "expired at the time of the signature"},
	trust.NotYetValid:       {IT: "non ancora valido al momento della firma", EN: "not yet valid at the time of the signature"},
	trust.NotACA:            {IT: "ha emesso un certificato senza essere una CA", EN: "it has issued a certificate and is no certification authority"},
	trust.KeyUsage:          {IT: "il suo uso della chiave non comprende la firma di certificati", EN: "its key usage does not allow it to sign certificates"},
	trust.ExtendedKeyUsage:  {IT: "il suo uso esteso della chiave non comprende le marche temporali", EN: "its extended key usage does not name time stamping"},
	trust.PathLength:        {IT: "ha sotto di sé più CA di quante ne ammette", EN: "there are more authorities below it than it allows"},
	trust.NameConstraint:    {IT: "non ammette questo nome", EN: "it does not allow this name"},
	trust.ConstraintUnknown: {IT: "pone un vincolo che qui non si sa giudicare", EN: "it sets a constraint that is not judged here"},
	trust.CriticalExtension: {IT: "ha un'estensione critica che qui non è nota", EN: "it has a critical extension that is not understood here"},
	trust.WeakAlgorithm:     {IT: "algoritmo o chiave deboli: si può falsificare", EN: "weak algorithm or key: it can be forged"},
	trust.TooComplex:        {IT: "catena troppo intricata per essere giudicata", EN: "the chain is too intricate to be judged"},
	trust.ServiceStatus:     {IT: "al momento della firma la lista di fiducia non riconosceva il servizio", EN: "the trusted list had not granted the service at the time of the signature"},
	trust.ListSigner:        {IT: "la lista di fiducia è autentica solo per la chiave che contiene: indicare chi la firma con --trust-list-signer", EN: "the trusted list is authentic to its own embedded key only: name its signer with --trust-list-signer"},
	trust.ListBroken:        {IT: "la firma della lista di fiducia manca o non è valida", EN: "the trusted list's signature is missing or wrong"},
	trust.Revoked:           {IT: "revocato al momento della firma", EN: "revoked at the time of the signature"},
	trust.RevokedLater:      {IT: "revocato dopo il momento che la firma dichiara, e nessuna marca temporale lo prova", EN: "revoked after the time that the signature claims, which no time stamp proves"},
	trust.NoRevocationData:  {IT: "nessuna CRL e nessuna risposta OCSP dice se è stato revocato: aggiungerle a --trust, o usare --online", EN: "no CRL and no OCSP response says whether it was revoked: add them to --trust, or use --online"},
	trust.UnusableData:      {IT: "CRL e risposte OCSP presenti non dicono se era revocato al momento della firma", EN: "the CRLs and OCSP responses at hand do not say whether it was revoked at the time of the signature"},
	trust.UnknownToIssuer:   {IT: "il servizio OCSP non lo conosce", EN: "the OCSP responder does not know it"},
	trust.NotConsulted:      {IT: "ancora di fiducia", EN: "trust anchor"},
	trust.NoCheck:           {IT: "chi lo ha emesso non revoca certificati di questo tipo", EN: "its issuer does not revoke certificates of this kind"},
}

// TrustNotes name the kinds of remarks beside an answer about trust.
var TrustNotes = map[string]lint.Text{
	trust.NoteExpiredSince:       {IT: "scaduto dopo la firma", EN: "expired since the signature"},
	trust.NoteAnchorExpired:      {IT: "ancora di fiducia già scaduta al momento della firma", EN: "the trust anchor had expired at the time of the signature"},
	trust.NoteRevokedSince:       {IT: "revocato dopo il momento provato della firma", EN: "revoked after the proven time of the signature"},
	trust.NoteOlderEvidence:      {IT: "stato di revoca da una prova precedente alla firma, ancora in vigore", EN: "state of revocation by evidence from before the signature, still in force"},
	trust.NoteListExpired:        {IT: "lista di fiducia da aggiornare", EN: "the trusted list is due for an update"},
	trust.NoteFetch:              {IT: "non ottenuto dalla rete", EN: "not fetched"},
	trust.NoteUnusableEvidence:   {IT: "CRL o risposta OCSP non considerata", EN: "CRL or OCSP response passed over"},
	trust.NoteUnusableCert:       {IT: "certificato non considerato", EN: "certificate passed over"},
	trust.NoteResponderUnchecked: {IT: "revoca del servizio OCSP non verificata", EN: "revocation of the OCSP responder not checked"},
}

// TrustText says in words why: the reason, what it is about, and what decided.
func TrustText(f trust.Finding) lint.Text {
	t := TrustReasons[f.Reason]
	return about(t, f.About, f.Value)
}

// NoteText says a remark in words.
func NoteText(n trust.Note) lint.Text { return about(TrustNotes[n.Kind], n.About, n.Detail) }

// about puts what a text is about before it, and what decided behind it.
func about(t lint.Text, subject, value string) lint.Text {
	if subject != "" {
		t.IT, t.EN = subject+": "+t.IT, subject+": "+t.EN
	}
	if value != "" {
		t.IT, t.EN = t.IT+" ("+value+")", t.EN+" ("+value+")"
	}
	return t
}
