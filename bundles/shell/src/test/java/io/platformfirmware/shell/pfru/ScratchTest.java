// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.shell.*;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
    @TempDir
    Path folder;

    @Test
    void look() throws Exception {
        final Pfru pfru = new Pfru(folder);
        pfru.history.records.add(Samples.succeeded("0123456789ab", 0));
        pfru.history.records.add(Samples.failed("1123456789ab", 1, Samples.refusedByFirmware()));
        pfru.history.records.add(Samples.interrupted("2123456789ab", 2));
        pfru.file("code2.cap", Samples.code(2));
        pfru.file("code1.cap", Samples.code(1));
        pfru.file("code0.cap", Samples.code(0));
        pfru.file("driver.cap", Samples.driver(3, 3));
        byte[] broken = Samples.code(2);
        broken[16] = (byte) 0xff;
        pfru.file("broken.cap", broken);
        for (int width : new int[] {0, 80, 100, 140}) {
            pfru.karaf.session.terminal = width == 0 ? null : new FakeTerminal(width, width == 100);
            for (String line : new String[] {
                "pfru:list",
                "pfru:info",
                "pfru:history",
                "pfru:history 2",
                "pfru:history 1",
                "pfru:capsule code2.cap",
                "pfru:capsule broken.cap",
                "pfru:check driver.cap",
                "pfru:check code1.cap --json",
                "pfru:check code0.cap --no-format",
                "pfru:revision",
                "pfru:list --json"
            }) {
                Karaf.Result result = pfru.run(line);
                System.out.println("\n$ " + line + "   [" + width + "] -> " + result.status() + "\n" + result.out()
                        + "--- err\n" + result.err());
            }
        }
        pfru.karaf.session.user = prompt -> "y";
        for (String line : new String[] {
            "pfru:update code2.cap",
            "pfru:update code2.cap -y --stage-only",
            "pfru:update code0.cap",
            "pfru:update broken.cap",
            "pfru:update nofile.cap",
            "pfru:update --foo code2.cap",
            "pfru:update code2.cap --foo"
        }) {
            try {
                Karaf.Result result = pfru.run(line);
                System.out.println(
                        "\n$ " + line + " -> " + result.status() + "\n" + result.out() + "--- err\n" + result.err());
            } catch (Exception e) {
                System.out.println("$ " + line + " EXC " + e);
            }
        }
        pfru.device.refusal = Samples.refusedByFirmware();
        Karaf.Result result = pfru.run("pfru:update code2.cap");
        System.out.println(result.status() + "\n" + result.out() + "--- err\n" + result.err());
        result = pfru.run("pfru:update --help");
        System.out.println(result.status() + "\n" + result.out() + "--- err\n" + result.err());
    }
}
