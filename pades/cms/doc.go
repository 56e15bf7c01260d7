// Package cms reads a CMS SignedData (RFC 5652) and verifies one of its signers as the gateway does.
//
// The gateway verifies with BouncyCastle 1.72 (CMSSignedData, SignerInformation.verify, JcaSimpleSignerInfoVerifierBuilder)
// and turns the signer's certificate into a java.security.cert.X509Certificate of JDK 17 on the way. The package follows
// both: what they refuse is refused, with an Error that says why; what they accept is accepted, however weak.
//
// Neither crypto/x509 nor github.com/digitorus/pkcs7 could serve: the former refuses certificates that the reference
// accepts (negative serial numbers, odd encodings) and RSA keys of less than 1024 bits; the latter refuses RSA-PSS, SHA-224,
// SHA-3 and MD5, looks at every signer, and does not check content type, algorithm protection and unsigned attributes.
package cms
