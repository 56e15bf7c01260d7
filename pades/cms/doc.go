// Package cms reads a CMS SignedData (RFC 5652) and verifies one of its signers as the gateway does.
//
// The gateway verifies with BouncyCastle 1.72 (CMSSignedData, SignerInformation.verify, JcaSimpleSignerInfoVerifierBuilder)
// and turns the signer's certificate into a java.security.cert.X509Certificate of JDK 17 on the way. The package follows
// both: what they refuse is refused, with an Error that says why; what they accept is accepted, however weak.
//
// Known differences, none of them met in a document: the reference also verifies with MD2, RIPEMD-128 and -256, SM3, GOST
// and Whirlpool digests, RSASSA-PSS on SHAKE, and EC keys on binary curves, which count as unknown here; it refuses an RSA
// modulus that is a prime number; it ignores unclear encodings inside certificate extensions that are neither key usage
// nor basic constraints nor critical, as this package does, but looks deeper into the critical ones.
//
// Neither crypto/x509 nor github.com/digitorus/pkcs7 could serve: the former refuses certificates that the reference
// accepts (negative serial numbers, odd encodings) and RSA keys of less than 1024 bits; the latter refuses RSA-PSS, SHA-224,
// SHA-3 and MD5, looks at every signer, and does not check content type, algorithm protection and unsigned attributes.
package cms
