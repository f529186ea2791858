// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Guid;
import io.platformfirmware.shell.Text;
import io.platformfirmware.update.CapsuleHeader;
import io.platformfirmware.update.CapsuleSummary;
import io.platformfirmware.update.CapsuleType;
import io.platformfirmware.update.ImageAuthentication;
import io.platformfirmware.update.UpdateCapability;
import java.util.Optional;

/** What a capsule would change, and GUIDs by name, as text. */
final class Versions {

    private Versions() {}

    /** A GUID, with its name where it is a known one. */
    static String guid(Guid guid) {
        return name(guid).map(name -> guid + " (" + name + ")").orElseGet(guid::toString);
    }

    private static Optional<String> name(Guid guid) {
        if (guid.equals(CapsuleHeader.FIRMWARE_MANAGEMENT)) {
            return Optional.of("firmware management");
        }
        if (guid.equals(ImageAuthentication.PKCS7)) {
            return Optional.of("PKCS#7");
        }
        return CapsuleType.of(guid).map(Text::words);
    }

    /** The kind and the versions of a capsule. */
    static String of(CapsuleSummary capsule) {
        final String text = Text.words(capsule.type()) + ", runtime version " + capsule.runtimeVersion();
        return capsule.type() == CapsuleType.DRIVER_UPDATE ? text + ", SVN " + capsule.svn() : text;
    }

    /** The kind and the versions of a capsule, each with the one that runs. */
    static String fromTo(UpdateCapability running, CapsuleSummary capsule) {
        return switch (capsule.type()) {
            case CODE_INJECTION ->
                "code injection, runtime version " + running.codeRuntimeVersion() + " -> " + capsule.runtimeVersion();
            case DRIVER_UPDATE ->
                "driver update, runtime version " + running.driverRuntimeVersion() + " -> " + capsule.runtimeVersion()
                        + ", SVN " + running.driverSvn() + " -> " + capsule.svn();
        };
    }

    /** Whether the firmware runs these very versions. */
    static boolean same(UpdateCapability running, CapsuleSummary capsule) {
        return switch (capsule.type()) {
            case CODE_INJECTION -> capsule.runtimeVersion() == running.codeRuntimeVersion();
            case DRIVER_UPDATE ->
                capsule.runtimeVersion() == running.driverRuntimeVersion() && capsule.svn() == running.driverSvn();
        };
    }
}
