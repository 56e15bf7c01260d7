package signaturecheck

import "github.com/fselint/fselint/lint"

// Rules about the CMS, its attributes and algorithms, and about the signer.
var (
	ruleCMS = &lint.Rule{
		ID: "SIG-CMS", Family: "SIG", Severity: lint.Error, Group: lint.Standard,
		Title:   lint.Text{IT: "/Contents non è un solo CMS SignedData in DER, distaccato e con un firmatario", EN: "/Contents is not a single CMS SignedData in DER, detached and with one signer"},
		Why:     lint.Text{IT: "PAdES ammette una sola forma; il gateway legge anche BER, contenuti incorporati e più firmatari, ma guarda solo il primo", EN: "PAdES admits one form; the gateway also reads BER, encapsulated content and several signers, but looks at the first only"},
		Fix:     lint.Text{IT: "fate codificare il CMS in DER, senza contenuto e con un solo SignerInfo; per più firmatari usate più campi firma", EN: "have the CMS encoded in DER, without content and with one SignerInfo; use several signature fields for several signers"},
		Before:  "/Contents <3080 0609 2A864886F70D010702 A080 …>",
		After:   "/Contents <3082 0ABC 0609 2A864886F70D010702 A082 …>",
		Sources: []string{"04-pdf-cda §4 SG-06", "EN 319 142-1 §5.3, §6.3", "ISO 32000-1 §12.8.3.3"},
	}
	ruleAttributes = &lint.Rule{
		ID: "SIG-ATTRIBUTES", Family: "SIG", Severity: lint.Error, Group: lint.Standard,
		Title:   lint.Text{IT: "agli attributi firmati manca qualcosa che PAdES chiede", EN: "the signed attributes lack something that PAdES asks for"},
		Why:     lint.Text{IT: "content-type, message-digest e signing-certificate-v2 legano la firma al contenuto e a un solo certificato: senza, il certificato si può scambiare. Il gateway non guarda signing-certificate", EN: "content-type, message-digest and signing-certificate-v2 tie the signature to the content and to one certificate: without them the certificate can be exchanged. The gateway does not look at signing-certificate"},
		Fix:     lint.Text{IT: "fate firmare content-type = data, message-digest e signing-certificate-v2 con l'impronta SHA-256 del certificato del firmatario", EN: "have content-type = data, message-digest and signing-certificate-v2 with the SHA-256 of the signer's certificate signed"},
		Before:  "signedAttrs { contentType, messageDigest, signingTime }",
		After:   "signedAttrs { contentType, messageDigest, signingCertificateV2 }",
		Sources: []string{"04-pdf-cda §4 SG-07", "EN 319 142-1 §6.3", "RFC 5035 §3", "RFC 5652 §11"},
	}
	ruleSigningTime = &lint.Rule{
		ID: "SIG-SIGNING-TIME", Family: "SIG", Severity: lint.Warning, Group: lint.Standard,
		Title:   lint.Text{IT: "c'è l'attributo signing-time, che PAdES non ammette", EN: "there is a signing-time attribute, which PAdES does not admit"},
		Why:     lint.Text{IT: "PAdES mette l'ora in /M; inoltre, se c'è, il gateway rifiuta la firma quando il certificato non era valido a quell'ora", EN: "PAdES keeps the time in /M; and where the attribute is there the gateway refuses the signature when the certificate was not valid at that time"},
		Fix:     lint.Text{IT: "configurate il software di firma in PAdES baseline: niente signing-time, l'ora sta in /M", EN: "set the signing software to PAdES baseline: no signing-time, the time stands in /M"},
		Before:  "signedAttrs { …, 1.2.840.113549.1.9.5 signingTime }",
		After:   "/M (D:20260131104500+01'00')",
		Sources: []string{"04-pdf-cda §4 SG-08", "EN 319 142-1 §6.3"},
	}
	ruleChain = &lint.Rule{
		ID: "SIG-CHAIN", Family: "SIG", Severity: lint.Warning, Group: lint.Standard,
		Title:   lint.Text{IT: "la catena dei certificati nella firma è incompleta", EN: "the chain of certificates in the signature is incomplete"},
		Why:     lint.Text{IT: "chi verifica deve cercare altrove il certificato dell'autorità che ha emesso quello del firmatario", EN: "who verifies has to look elsewhere for the certificate of the authority that issued the signer's"},
		Fix:     lint.Text{IT: "fate includere nel CMS anche i certificati delle autorità intermedie", EN: "have the certificates of the intermediate authorities included in the CMS"},
		Before:  "certificates { signer }",
		After:   "certificates { signer, authority }",
		Sources: []string{"04-pdf-cda §4 SG-10", "EN 319 142-1 §6.3"},
	}
	ruleValidity = &lint.Rule{
		ID: "SIG-VALIDITY", Family: "SIG", Severity: lint.Error, Group: lint.Standard,
		Title:   lint.Text{IT: "il certificato del firmatario non era valido all'ora della firma", EN: "the signer's certificate was not valid at the time of signing"},
		Why:     lint.Text{IT: "una firma fatta con un certificato scaduto o non ancora valido non vale; il gateway confronta le date solo con l'attributo signing-time, mai con /M", EN: "a signature made with a certificate that has expired or is not yet valid is worth nothing; the gateway compares the dates with the signing-time attribute only, never with /M"},
		Fix:     lint.Text{IT: "rinnovate il certificato e firmate di nuovo; per firme che devono durare aggiungete una marca temporale (B-T)", EN: "renew the certificate and sign again; add a time stamp (B-T) to signatures that have to last"},
		Before:  "notAfter 2025-12-31   /M (D:20260131104500+01'00')",
		After:   "notAfter 2028-12-31   /M (D:20260131104500+01'00')",
		Sources: []string{"04-pdf-cda §4 SG-11", "EN 319 102-1 §5.2.6"},
	}
	ruleKeyUsage = &lint.Rule{
		ID: "SIG-KEY-USAGE", Family: "SIG", Severity: lint.Warning, Group: lint.Standard,
		Title:   lint.Text{IT: "il certificato non è destinato alla firma", EN: "the certificate is not meant for signing"},
		Why:     lint.Text{IT: "l'uso della chiave deve comprendere nonRepudiation (contentCommitment) o digitalSignature; il gateway non lo guarda", EN: "the key usage must include nonRepudiation (contentCommitment) or digitalSignature; the gateway does not look"},
		Fix:     lint.Text{IT: "firmate con il certificato di firma, non con quello di cifratura o di server", EN: "sign with the signing certificate, not with one for encryption or servers"},
		Before:  "keyUsage: keyEncipherment",
		After:   "keyUsage: nonRepudiation",
		Sources: []string{"04-pdf-cda §4 SG-12", "EN 319 412-2 §4.3.2"},
	}
	ruleRevocation = &lint.Rule{
		ID: "SIG-REVOCATION", Family: "SIG", Severity: lint.Warning, Group: lint.Advice,
		Title:   lint.Text{IT: "non si sa se il certificato era revocato", EN: "it is not known whether the certificate was revoked"},
		Why:     lint.Text{IT: "senza CRL o risposte OCSP nessuno può dire, in seguito, che il certificato era buono; il gateway non le cerca", EN: "without CRLs or OCSP responses nobody can tell later that the certificate was good; the gateway does not look for them"},
		Fix:     lint.Text{IT: "firmate al livello B-LT, o date CRL e risposte OCSP con --trust, o permettete la rete con --online", EN: "sign at level B-LT, or give CRLs and OCSP responses with --trust, or allow the network with --online"},
		Before:  "/Root << … >>",
		After:   "/Root << … /DSS << /Certs […] /OCSPs […] /CRLs […] >> >>",
		Sources: []string{"04-pdf-cda §4 SG-13", "EN 319 142-1 §5.4.2"},
	}
	ruleAlgorithm = &lint.Rule{
		ID: "SIG-ALGORITHM", Family: "SIG", Severity: lint.Error, Group: lint.Standard,
		Title:   lint.Text{IT: "la firma usa un algoritmo o una chiave debole", EN: "the signature uses a weak algorithm or key"},
		Why:     lint.Text{IT: "con MD5 e SHA-1 si possono costruire due documenti con la stessa firma, e chiavi corte si possono forzare; il gateway accetta tutto", EN: "with MD5 and SHA-1 two documents with one signature can be made, and short keys can be broken; the gateway accepts them all"},
		Fix:     lint.Text{IT: "usate SHA-256 o meglio, con RSA di almeno 2048 bit o una curva ellittica in uso (P-256, P-384, brainpoolP256r1)", EN: "use SHA-256 or better, with RSA of at least 2048 bits or an elliptic curve in use (P-256, P-384, brainpoolP256r1)"},
		Before:  "digestAlgorithm 1.3.14.3.2.26 (SHA-1)",
		After:   "digestAlgorithm 2.16.840.1.101.3.4.2.1 (SHA-256)",
		Sources: []string{"04-pdf-cda §4 SG-14", "ETSI TS 119 312"},
	}
	ruleQualified = &lint.Rule{
		ID: "SIG-QUALIFIED", Family: "SIG", Severity: lint.Info, Group: lint.Advice,
		Title:   lint.Text{IT: "il certificato del firmatario non è qualificato", EN: "the signer's certificate is not a qualified one"},
		Why:     lint.Text{IT: "per l'accreditamento non serve; in produzione la firma del medico è di regola una firma qualificata (eIDAS)", EN: "accreditation does not need it; in production a physician's signature is as a rule a qualified one (eIDAS)"},
		Fix:     lint.Text{IT: "in produzione firmate con un certificato qualificato; con --trust e la lista di fiducia italiana fselint lo verifica", EN: "in production sign with a qualified certificate; with --trust and the Italian trusted list fselint verifies it"},
		Before:  "(no qcStatements)",
		After:   "qcStatements: QcCompliance, QcSSCD, QcType esign",
		Sources: []string{"04-pdf-cda §4 SG-15", "EN 319 412-5 §4", "ETSI TS 119 615 §4.4"},
	}
	ruleSigner = &lint.Rule{
		ID: "SIG-SIGNER", Family: "SIG", Severity: lint.Warning, Group: lint.Advice,
		Title:   lint.Text{IT: "chi ha firmato il PDF non è il firmatario né l'autore del CDA", EN: "who signed the PDF is neither the legal authenticator nor the author of the CDA"},
		Why:     lint.Text{IT: "il codice fiscale nel certificato dovrebbe essere quello di legalAuthenticator o di author; il gateway non li confronta", EN: "the fiscal code in the certificate should be that of legalAuthenticator or author; the gateway does not compare them"},
		Fix:     lint.Text{IT: "controllate chi firma e che cosa scrivete in legalAuthenticator/assignedEntity/id", EN: "look at who signs and at what you write in legalAuthenticator/assignedEntity/id"},
		Before:  "serialNumber=TINIT-RSSMRA80A01H501U   <id extension=\"VRDLGU75B02F205A\"/>",
		After:   "serialNumber=TINIT-RSSMRA80A01H501U   <id extension=\"RSSMRA80A01H501U\"/>",
		Sources: []string{"04-pdf-cda §4 SG-20", "EN 319 412-1 §5.1.3"},
	}
	ruleTimeStamp = &lint.Rule{
		ID: "SIG-TIMESTAMP", Family: "SIG", Severity: lint.Warning, Group: lint.Standard,
		Title:   lint.Text{IT: "una marca temporale non vale per questa firma", EN: "a time stamp does not hold for this signature"},
		Why:     lint.Text{IT: "una marca guasta non prova l'ora: la firma resta al livello B-B. Il gateway non la guarda", EN: "a broken time stamp proves no time: the signature stays at level B-B. The gateway does not look at it"},
		Fix:     lint.Text{IT: "marcate il valore della firma (SignerInfo.signature) dopo averlo calcolato, e incorporate la risposta della TSA senza cambiarla", EN: "stamp the signature value (SignerInfo.signature) once it is made, and embed the TSA's token without changing it"},
		Before:  "messageImprint = SHA-256(PDF)",
		After:   "messageImprint = SHA-256(SignerInfo.signature)",
		Sources: []string{"EN 319 142-1 §6.3", "RFC 3161 §2.4.2, appendix A"},
	}
	ruleTrust = &lint.Rule{
		ID: "SIG-TRUST", Family: "SIG", Severity: lint.Warning, Group: lint.Advice,
		Title:   lint.Text{IT: "il certificato non è fidato secondo i dati di --trust", EN: "the certificate is not trusted by the data of --trust"},
		Why:     lint.Text{IT: "la catena non arriva a un'autorità che avete indicato, o un suo certificato non vale; il gateway non guarda la fiducia", EN: "the chain does not reach an authority that you have named, or a certificate of it does not hold; the gateway does not look at trust"},
		Fix:     lint.Text{IT: "controllate chi ha emesso il certificato, e che in --trust ci siano la radice giusta o la lista di fiducia aggiornata", EN: "look at who issued the certificate, and that --trust has the right root or a current trusted list"},
		Before:  "CN=Prova (self-signed)",
		After:   "CN=Prova → CN=CA → trusted list",
		Sources: []string{"04-pdf-cda §4 SG-10, SG-15", "RFC 5280 §6"},
	}
)
