// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapsuleCommandTest {

    @TempDir
    Path folder;

    private Pfru pfru;

    @BeforeEach
    void setUp() {
        pfru = new Pfru(folder);
        pfru.karaf.devices.clear();
        pfru.karaf.histories.clear();
        pfru.file("code2.cap", Samples.code(2));
    }

    @Test
    void showsTheWholeHeaderTreeWithoutADevice() throws Exception {
        final Karaf.Result result = pfru.run("pfru:capsule code2.cap");

        assertThat(result.status()).isZero();
        assertThat(result.console()).isEmpty();
        assertThat(result.out())
                .contains("""
                        Size     168 bytes
                        SHA-256  f7fd3e0f0446914899111260dbb5fff8a17a7885a26d1a13c538fecf57af1304

                        Offset | Field                                        | Value
                        -------+----------------------------------------------+-----------------------------------------------------------
                             0 | EFI_CAPSULE_HEADER                           |
                             0 |   CapsuleGuid                                | 6DCBD5ED-E82D-4C44-BDA1-7194199AD92A (firmware management)
                            16 |   HeaderSize                                 | 28
                            20 |   Flags                                      | 0x00010000
                            24 |   CapsuleImageSize                           | 168
                            28 | EFI_FIRMWARE_MANAGEMENT_CAPSULE_HEADER       |
                            28 |   Version                                    | 1
                            32 |   EmbeddedDriverCount                        | 0
                            34 |   PayloadItemCount                           | 1
                            36 |   ItemOffsetList[0]                          | 16
                            44 | EFI_FIRMWARE_MANAGEMENT_CAPSULE_IMAGE_HEADER |
                            44 |   Version                                    | 2
                            48 |   UpdateImageTypeId                          | B2F84B79-7B6E-4E45-885F-3FB9BB185402 (code injection)
                            64 |   UpdateImageIndex                           | 1
                            68 |   UpdateImageSize                            | 84
                            72 |   UpdateVendorCodeSize                       | 0
                            76 |   UpdateHardwareInstance                     | 0
                            84 | EFI_FIRMWARE_IMAGE_AUTHENTICATION            |
                            84 |   MonotonicCount                             | 7
                            92 |   dwLength                                   | 28
                            96 |   wRevision                                  | 0x0200
                            98 |   wCertificateType                           | 0x0EF1
                           100 |   CertType                                   | 4AAFD29D-68DF-49EE-8AA9-347D375665A7 (PKCS#7)
                           116 |   CertData                                   | 4 bytes
                           120 | pfru_payload_hdr                             |
                           120 |   sig                                        | SCI1 (0x31494353)
                           124 |   hdr_version                                | 1
                           128 |   hdr_size                                   | 40
                           132 |   hw_ver                                     | 65536 (0x00010000)
                           136 |   rt_ver                                     | 2 (0x00000002)
                           140 |   platform_id                                | 11111111-2222-3333-4444-555555555555
                           156 |   svn_ver                                    | 0 (0x00000000)
                           160 | payload                                      |

                        All 17 rules hold; --all shows them.

                        Kernels that go by |""")
                .contains("\nruntime version    | needs device   |    136 |")
                .endsWith("\nVerdict  a well-formed capsule: code injection, runtime version 2\n");
    }

    @Test
    void showsTheRulesThatHoldWhenAsked() throws Exception {
        assertThat(pfru.run("pfru:capsule code2.cap --all").out())
                .contains("\nheader-size               | pass    |     16 |")
                .doesNotContain("--all");
    }

    @Test
    void saysNothingOfRulesThatHoldWhereNoneDoes() throws Exception {
        pfru.file("empty.cap", new byte[0]);

        assertThat(pfru.run("pfru:capsule empty.cap").out())
                .contains("\nfile-size | fail    |")
                .doesNotContain("--all");
    }

    @Test
    void showsABrokenFileAsFarAsItCanBeReadAndWhatLinuxWouldDoWithIt() throws Exception {
        final byte[] wild = Samples.code(2);
        wild[16] = (byte) 0xFF;
        pfru.file("wild.cap", wild);

        final Karaf.Result result = pfru.run("pfru:capsule wild.cap");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .contains("    16 |   HeaderSize       | 255\n")
                .doesNotContain("EFI_FIRMWARE_MANAGEMENT_CAPSULE_HEADER")
                .contains("\nheader-size | fail    |     16 |", "\n5 of 6 rules hold; --all shows them.\n")
                .contains("\nheader-size  HeaderSize points outside")
                .contains("\nruntime version    | reads outside  |    259 |")
                .contains("\nRefused here, whatever Linux would do, by header-size.\n")
                .endsWith("\nVerdict  not a well-formed capsule: header-size\n");
    }

    @Test
    void tellsRowsOfDifferentKindsApartForAProgram() throws Exception {
        assertThat(pfru.run("pfru:capsule --no-format code2.cap").out())
                .startsWith("File\t" + folder.resolve("code2.cap") + "\nSize\t168 bytes\n")
                .contains(
                        "\nheader\t136\t  rt_ver\t2 (0x00000002)\n",
                        "\nrule\theader-size\tpass\t16\t",
                        "\nlinux\tSVN\t")
                .endsWith("\nVerdict\ta well-formed capsule: code injection, runtime version 2\n");
    }

    @Test
    void everyTruncationIsAVerdictAndNotAnException() throws Exception {
        final byte[] whole = Samples.driver(5, 3);
        pfru.karaf.session.terminal = new FakeTerminal(80, false);
        for (int length = 0; length < whole.length; length++) {
            pfru.file("cut.cap", Arrays.copyOf(whole, length));

            final Karaf.Result result = pfru.run("pfru:capsule cut.cap");

            assertThat(result.status()).as("%s bytes", length).isEqualTo(1);
            assertThat(result.out()).contains("Verdict  not a well-formed capsule: ");
        }
    }

    @Test
    void printsJson() throws Exception {
        assertThat(pfru.run("pfru:capsule code2.cap --json").out())
                .startsWith("{\"schemaVersion\":1,\"check\":{\"accepted\":true,\"capsule\":{\"file\":{\"source\":")
                .contains("\"linux\":[{\"versionRule\":\"runtime-version\",\"outcome\":\"needs-device\"")
                .endsWith("}}\n");
    }

    @Test
    void aFileThatIsNotThereIsNotFound() throws Exception {
        assertThat(pfru.run("pfru:capsule no.cap"))
                .isEqualTo(new Karaf.Result(
                        3, "", "Error: read capsule: there is no file " + folder.resolve("no.cap") + "\n"));
        assertThat(pfru.run("pfru:capsule no.cap --json").out())
                .startsWith("{\"schemaVersion\":1,\"error\":{\"reason\":\"capsule-unreadable\"");
    }

    @Test
    void aFolderIsNotACapsule() throws Exception {
        final Karaf.Result result = pfru.run("pfru:capsule " + folder);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.console()).isEqualTo("Error: read capsule: " + folder + " is a directory\n");
    }

    @Test
    void takesAnAbsolutePathAndOneFromTheHomeFolder() throws Exception {
        final String realHome = System.setProperty("user.home", folder.toString());
        try {
            assertThat(pfru.run("pfru:capsule ~/code2.cap").status()).isZero();
        } finally {
            System.setProperty("user.home", realHome);
        }
        pfru.karaf.session.currentDir = Path.of("/");
        assertThat(pfru.run("pfru:capsule " + folder.resolve("code2.cap")).status())
                .isZero();
    }

    @Test
    void aFileNameCanNotDoAnythingToTheTerminal() throws Exception {
        Files.write(folder.resolve("a\u001b[2Jb.cap"), Samples.code(2));

        assertThat(pfru.run("pfru:capsule a\u001b[2Jb.cap").out())
                .contains("a?[2Jb.cap")
                .doesNotContain("\u001b");
    }
}
