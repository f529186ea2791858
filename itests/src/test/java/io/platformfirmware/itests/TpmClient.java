// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/** Microsoft's TSS.Java as a bundle, which it is not: made of its jar and that of the cryptography that it needs. */
final class TpmClient {

    /** System property of the container: the jars. */
    static final String JARS = "tpm.client.jars";

    private static final String NAME = "tss.java";
    private static final String INNER = "bcprov.jar";

    private TpmClient() {}

    /** Where the jars are, asked outside of the container. */
    static String jars() {
        return of("tss.Tpm") + File.pathSeparator + of("org.bouncycastle.LICENSE");
    }

    /** Installs it, once. */
    static void install(BundleContext context) throws BundleException, IOException {
        for (final Bundle bundle : context.getBundles()) {
            if (NAME.equals(bundle.getSymbolicName())) {
                return;
            }
        }
        context.installBundle("test:" + NAME, new ByteArrayInputStream(bundle()));
    }

    private static byte[] bundle() throws IOException {
        final List<String> jars = List.of(System.getProperty(JARS).split(File.pathSeparator));
        final Manifest manifest = new Manifest();
        final Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, NAME);
        headers.putValue(Constants.EXPORT_PACKAGE, "tss,tss.tpm");
        headers.putValue(Constants.DYNAMICIMPORT_PACKAGE, "*");
        headers.putValue(Constants.BUNDLE_CLASSPATH, ".," + INNER);
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes, manifest);
                InputStream file = Files.newInputStream(Path.of(jars.get(0)));
                JarInputStream classes = new JarInputStream(file)) {
            for (JarEntry entry = classes.getNextJarEntry(); entry != null; entry = classes.getNextJarEntry()) {
                if (entry.getName().endsWith(".class")) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    classes.transferTo(out);
                }
            }
            out.putNextEntry(new JarEntry(INNER));
            Files.copy(Path.of(jars.get(1)), out);
        }
        return bytes.toByteArray();
    }

    private static String of(String type) {
        try {
            return new File(Class.forName(type)
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getPath();
        } catch (final ReflectiveOperationException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
