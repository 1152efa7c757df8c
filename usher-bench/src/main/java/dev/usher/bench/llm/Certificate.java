package dev.usher.bench.llm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A self-signed certificate for localhost, 127.0.0.1 and ::1, which is its own authority; valid for ten years, its key is
 * of the curve P-256. Written in DER by hand (RFC 5280, 4.1; X.690): the JDK can make none but by its {@code keytool}, a
 * second JVM at each start that a runtime image need not have, and the libraries that can weigh nine megabytes.
 *
 * @param certificate the certificate
 * @param key its private key
 */
record Certificate(X509Certificate certificate, PrivateKey key) {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int UTF8_STRING = 0x0C;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int VERSION = 0xA0;
    private static final int EXTENSIONS = 0xA3;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;

    /** 1.2.840.10045.4.3.2, ecdsa-with-SHA256 (RFC 5758, 3.2). */
    private static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");
    /** 2.5.4.3, commonName. */
    private static final byte[] COMMON_NAME = hex("0603550403");
    /** 2.5.29.17, subjectAltName. */
    private static final byte[] SUBJECT_ALT_NAME = hex("0603551d11");
    /** 2.5.29.19, basicConstraints, critical: an authority. */
    private static final byte[] IS_AUTHORITY = hex("300f0603551d130101ff040530030101ff");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final long DAY_SECONDS = 86_400;
    private static final long VALID_DAYS = 3_650;

    /** A new one. */
    static Certificate make() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        byte[] unsigned = unsigned(pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(unsigned);
        byte[] whole = der(SEQUENCE, unsigned, ECDSA_WITH_SHA256, der(BIT_STRING, new byte[1], signature.sign()));
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        return new Certificate(certificate, pair.getPrivate());
    }

    private static byte[] unsigned(byte[] publicKey) {
        byte[] serial = new byte[16];
        new SecureRandom().nextBytes(serial);
        serial[0] = 1; // positive, and no zero in front
        byte[] name = der(
                SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, "usher mock LLM".getBytes(US_ASCII)))));
        Instant now = Instant.now();
        byte[] validity =
                der(SEQUENCE, time(now.minusSeconds(DAY_SECONDS)), time(now.plusSeconds(VALID_DAYS * DAY_SECONDS)));
        return der(
                SEQUENCE,
                der(VERSION, der(INTEGER, new byte[] {2})), // version 3
                der(INTEGER, serial),
                ECDSA_WITH_SHA256,
                name,
                validity,
                name,
                publicKey,
                der(EXTENSIONS, der(SEQUENCE, IS_AUTHORITY, alternativeNames())));
    }

    private static byte[] alternativeNames() {
        byte[] names = der(
                SEQUENCE,
                der(DNS_NAME, "localhost".getBytes(US_ASCII)),
                der(IP_ADDRESS, new byte[] {127, 0, 0, 1}),
                der(IP_ADDRESS, hex("00000000000000000000000000000001")));
        return der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTET_STRING, names));
    }

    private static byte[] time(Instant when) {
        return der(GENERALIZED_TIME, TIME.format(when).getBytes(US_ASCII));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** A tag, the length of its parts together, and its parts; all of ours are shorter than 65,536 bytes. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        if (length > 255) {
            all.write(0x82);
            all.write(length >> 8);
        } else if (length > 127) {
            all.write(0x81);
        }
        all.write(length);
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }

    /** The certificate as PEM (RFC 7468). */
    String pem() throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }
}
